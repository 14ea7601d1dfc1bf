-- Strict order: tasks of a kind with one ordering key run one at a time, in the order of their ids. The first of a key
-- waits like any other task; those behind it are parked at available_at = 'infinity', where no claim looks.
alter table ${pgqueue.schema}.task
    add column ordering_key text collate "C",
    -- of a parked task: not to be run earlier than this; null for at once
    add column not_before timestamptz;
alter table ${pgqueue.schema}.closed_task add column ordering_key text collate "C";
-- The id is an expression here as in the ready index. A key is always looked up by equality, never by a row comparison that
-- goes on behind it: where tasks have just been done, that would walk over all their dead entries.
create index task_order on ${pgqueue.schema}.task (kind, ordering_key, (id + 0)) where ordering_key is not null;

-- Whether a task without attempts left blocks its key, or is skipped.
alter table ${pgqueue.schema}.kind add column skip_exhausted boolean not null default false;

-- One row for each key whose tasks have begun to run. Only the head may be claimed, and with it those right behind it,
-- which its worker then runs one after the other. Nobody else's may run until the head was changed, under the lock of
-- this row, and that happens only once all of them have ended. The head of a blocked key has no attempts left and is a closed task.
create table ${pgqueue.schema}.lane (
    kind         int not null,
    ordering_key text collate "C" not null,
    head         bigint not null,
    -- whether a task with a lower id than the head's waits: the next one is looked for from the start, else after the head
    from_start   boolean not null default false,
    -- the last task that was claimed behind a head: while a worker has it, the run goes on
    run_end      bigint not null default 0,
    primary key (kind, ordering_key)
) with (
    fillfactor = 50, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);
