-- limited: each claim says whether it counts against limits; then the task holds a row of limit_slot while it runs. Never
-- null, so that a claim does not make the row longer.
-- partition_key: whose limits a task counts against, besides those of its kind; null and '' for nobody's in particular.
alter table ${pgqueue.schema}.task
    add column limited boolean not null default false,
    add column partition_key text collate "C";

-- of tasks that can be retried
alter table ${pgqueue.schema}.closed_task add column partition_key text collate "C";

create index task_partition on ${pgqueue.schema}.task (kind, partition_key, priority, available_at, (id + 0))
where partition_key is not null;
