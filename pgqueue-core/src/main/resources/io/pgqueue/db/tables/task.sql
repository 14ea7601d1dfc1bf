-- Ids leave their top 15 bits to the shard number, 0 until there are shards.
create sequence ${pgqueue.schema}.task_id as bigint maxvalue 281474976710655;

-- Live tasks only. status: 0 new, 1 must_retry, 2 running.
-- No index names a column that a claim changes (token, claimed_at, attempt, worker, status), and those stand before the
-- columns of variable length: so a claim is a HOT update that never makes the row longer. Half of each page is left
-- free for it.
create table ${pgqueue.schema}.task (
    id            bigint primary key,
    created_at    timestamptz not null,
    available_at  timestamptz not null,
    claimed_at    timestamptz not null default '-infinity',
    token         bigint not null default 0,
    kind          int not null,
    attempt       int not null default 0,
    -- 0: as the kind says
    max_attempts  int not null default 0,
    worker        int not null default 0,
    status        smallint not null default 0 check (status between 0 and 2),
    priority      smallint not null check (priority between 0 and 9),
    payload       jsonb,
    headers       jsonb,
    external_key  text collate "C",
    errors        jsonb,
    -- of a running task: somebody asked to cancel it
    cancel_reason text
) with (
    fillfactor = 50,
    autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_threshold = 5000, autovacuum_analyze_scale_factor = 0.1,
    autovacuum_vacuum_cost_delay = 0
);

-- The id is an expression so that nobody looks a task up by it here: while statistics say that the table is empty, this
-- index costs as little as the primary key, and a plan made then reads all of it once the table has filled.
create index task_ready on ${pgqueue.schema}.task (kind, priority, available_at, (id + 0));
