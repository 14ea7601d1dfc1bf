-- How many tasks of a kind may run at once, and how many may be started in any period, in the whole cluster: as declared
-- by the instances that handle it, and as set at run time, which beats that as a whole. Null for no limit.
alter table ${pgqueue.schema}.kind add column limited boolean not null default false;

create table ${pgqueue.schema}.kind_limit (
    kind                  int not null,
    set_at_run_time       boolean not null,
    max_running           int check (max_running > 0),
    max_started           int check (max_started > 0),
    period                interval check (period > interval '0'),
    partition_max_running int check (partition_max_running > 0),
    partition_max_started int check (partition_max_started > 0),
    partition_period      interval check (partition_period > interval '0'),
    primary key (kind, set_at_run_time),
    constraint kind_limit_period check ((max_started is null) = (period is null)
                                        and (partition_max_started is null) = (partition_period is null))
);

-- A row for each kind that has, or had, limits. Claims of such a kind pass one after another through a lock on it.
create table ${pgqueue.schema}.limit_state (
    kind           int primary key,
    -- of the walk round the partitions: where it goes on; since when it found nothing; until when that will stay so
    last_partition text collate "C" not null default '',
    idle_since     text collate "C",
    idle_until     timestamptz not null default 'infinity',
    -- when a task that the last claim left because of a limit can be started, unless a slot gets free before
    look_at        timestamptz not null default 'infinity'
) with (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

-- One row for each running task of a kind with limits: inserted by the claim, deleted in the transaction that ends the
-- attempt. What runs is counted, so nothing can drift; and a delete that has not committed counts as running.
create table ${pgqueue.schema}.limit_slot (
    kind          int not null,
    partition_key text collate "C" not null,
    task_id       bigint not null,
    primary key (kind, partition_key, task_id)
) with (
    autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);

-- When claims have started tasks: scope 'kind' (with an empty partition key) and scope 'partition'. The total counts on
-- from row to row, so that the number in a period is the difference of two of them.
create table ${pgqueue.schema}.limit_start (
    kind          int not null,
    scope         text collate "C" not null check (scope in ('kind', 'partition')),
    partition_key text collate "C" not null,
    started_at    timestamptz not null,
    total         bigint not null,
    started       int not null,
    primary key (kind, scope, partition_key, started_at, total)
) with (
    autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);
