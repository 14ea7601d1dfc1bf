-- Tasks that were enqueued together, with a task that is added when all are done, and one for when some failed for good.
-- The counts are the group's own, so that purging members changes nothing.
create table ${pgqueue.schema}.task_group (
    -- from the sequence of tasks, so that it names its shard, too
    id          bigint primary key,
    created_at  timestamptz not null,
    -- since when no member is live; null while one is
    finished_at timestamptz,
    name        text,
    total       int not null,
    -- members that are live
    open        int not null check (open >= 0),
    succeeded   int not null default 0,
    cancelled   int not null default 0,
    failed      int not null default 0,
    -- the tasks that were added when it came to rest, of those for a failure the last one; or those that held their keys
    done_task   bigint,
    failed_task bigint
) with (fillfactor = 50, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

-- Serves the purge. Only a group's coming to rest changes it, and a failure.
create index task_group_finished on ${pgqueue.schema}.task_group (finished_at) where failed = 0 and finished_at is not null;

-- The tasks that are to be added: columns as of enqueue.
create table ${pgqueue.schema}.group_follow_up (
    group_id      bigint not null,
    -- whether for when all are done, or for when some failed for good
    on_failure    boolean not null,
    kind          int not null,
    external_key  text collate "C",
    payload       jsonb,
    headers       jsonb,
    priority      smallint not null,
    delay         bigint,
    available_at  timestamptz,
    mode          smallint,
    ordering_key  text collate "C",
    partition_key text collate "C",
    primary key (group_id, on_failure)
);

-- What a transaction has done to groups, from one status of their members to another: 0 for live, others as in
-- closed_task. A row lives from the statement that ends or reopens members to the commit of its transaction, which takes
-- it away again: so it need not survive a crash.
create unlogged table ${pgqueue.schema}.group_change (
    tx          xid8 not null default pg_current_xact_id(),
    from_status smallint not null,
    to_status   smallint not null,
    groups      bigint[] not null,
    tasks       int[] not null
) with (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_insert_threshold = -1);
create index group_change_tx on ${pgqueue.schema}.group_change (tx);

-- A claim does not change it.
alter table ${pgqueue.schema}.task add column group_id bigint;
alter table ${pgqueue.schema}.closed_task add column group_id bigint;
