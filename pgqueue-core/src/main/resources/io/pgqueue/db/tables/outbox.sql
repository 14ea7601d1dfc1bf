-- Events that are yet to be sent. Their ids come from the sequence of the tasks, so that they are unique across shards.
-- A parked one waits behind a failure of its aggregate, whose row in outbox_block says what failed and when to go on.
create table ${pgqueue.schema}.outbox (
    id             bigint primary key,
    created_at     timestamptz not null,
    parked         boolean not null default false,
    aggregate_type text collate "C" not null,
    aggregate_id   text collate "C" not null,
    event_type     text not null,
    payload        jsonb,
    headers        jsonb
) with (
    autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 5000, autovacuum_analyze_scale_factor = 0.1,
    autovacuum_vacuum_cost_delay = 0
);

-- The id is an expression, so that the relay reads this index, which has no parked events, and never the primary key.
create index outbox_ready on ${pgqueue.schema}.outbox ((id + 0)) where not parked;

create index outbox_parked on ${pgqueue.schema}.outbox (aggregate_type, aggregate_id, id) where parked;

-- Aggregates of which an event failed. Each has at least one parked event.
create table ${pgqueue.schema}.outbox_block (
    aggregate_type  text collate "C",
    aggregate_id    text collate "C",
    -- the one that comes next
    event_id        bigint not null,
    -- of that event, 0 if it has not failed but waits for its turn behind one that had
    attempts        int not null,
    -- infinity: it has no attempts left
    next_attempt_at timestamptz not null,
    blocked_since   timestamptz not null default clock_timestamp(),
    errors          jsonb,
    primary key (aggregate_type, aggregate_id)
) with (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

create index outbox_block_next on ${pgqueue.schema}.outbox_block (next_attempt_at);
create index outbox_block_event on ${pgqueue.schema}.outbox_block (event_id);

-- Events that were sent, or skipped, for as long as the relay's TTL says.
create table ${pgqueue.schema}.outbox_sent (
    id             bigint primary key,
    created_at     timestamptz not null,
    sent_at        timestamptz not null default clock_timestamp(),
    aggregate_type text collate "C" not null,
    aggregate_id   text collate "C" not null,
    event_type     text not null,
    payload        jsonb,
    headers        jsonb,
    -- null if it was sent
    skipped_by     text,
    skip_reason    text,
    errors         jsonb
) with (
    autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);

create index outbox_sent_at on ${pgqueue.schema}.outbox_sent (sent_at);

-- The lease: who may send. One row.
create table ${pgqueue.schema}.outbox_relay (
    id         boolean primary key default true check (id),
    worker     text not null default '',
    token      bigint not null default 0,
    expires_at timestamptz not null default '-infinity',
    -- how long sent events are kept, as the last relay said, 0 for not at all, null until there was one
    sent_ttl   interval
) with (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

insert into ${pgqueue.schema}.outbox_relay default values;

-- Sampled, with the counts of tasks. One row once there was an event.
create table ${pgqueue.schema}.outbox_count (
    id         boolean primary key default true check (id),
    unsent     bigint not null,
    parked     bigint not null,
    blocked    bigint not null,
    given_up   bigint not null,
    oldest     timestamptz,
    sampled_at timestamptz not null
);
