-- The log of transitions, of kinds that are logged: each row is written in the transaction of the transition. The ids of
-- a task's rows are in the order of its transitions, since each has the task's lock.
alter table ${pgqueue.schema}.kind
    add column logged boolean not null default false,
    -- null as long as it never was
    add column log_ttl interval check (log_ttl > interval '0'),
    add constraint kind_log_has_ttl check (not logged or log_ttl is not null);

-- Empty where nobody uses this, which is all that the others ask.
create index kind_log on ${pgqueue.schema}.kind (id) where log_ttl is not null;

-- Whether the kind was logged when the task was added. A claim does not change it.
alter table ${pgqueue.schema}.task add column logged boolean not null default false;
alter table ${pgqueue.schema}.closed_task add column logged boolean not null default false;

create table ${pgqueue.schema}.task_log (
    id          bigint generated always as identity,
    task_id     bigint not null,
    at          timestamptz not null default clock_timestamp(),
    kind        int not null,
    attempt     int not null,
    -- who ran the task in that attempt; null if nobody did
    worker      int,
    -- statuses as in task and closed_task; from nothing: it was added
    from_status smallint,
    to_status   smallint not null,
    reason      text,
    primary key (task_id, id)
) with (
    autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);

-- Serves the purge.
create index task_log_at on ${pgqueue.schema}.task_log (kind, at);
