-- Claims find out which task of an ordering key is its first; enqueueing parks none. So a parked task has nothing to wait for
-- but the one before it, and a lane is there only while a worker has the run from head to run_end, or its end blocks the key.
update ${pgqueue.schema}.task set available_at = coalesce(not_before, now()) where available_at = 'infinity' and status < 2;
alter table ${pgqueue.schema}.task drop column not_before;
alter table ${pgqueue.schema}.lane drop column from_start;

-- Of what is parked, its keys: for the sweep.
create index task_parked on ${pgqueue.schema}.task (kind, ordering_key)
    where available_at = 'infinity' and ordering_key is not null;
