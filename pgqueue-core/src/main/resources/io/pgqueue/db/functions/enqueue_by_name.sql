-- Adds a task, in the caller's transaction: for psql, triggers and other languages. added is false where the key was
-- taken; task_id is then that of the task that has it. Instances find it by polling; notify wakes them at the commit,
-- which then takes a lock that is global to the server.
-- delay beats available_at. on_duplicate, for a task with a key: keep, replace_waiting or add_if_closed.
create or replace function ${pgqueue.schema}.enqueue(
    kind text, payload jsonb default null, external_key text default null, delay interval default null,
    priority int default 5, headers jsonb default null, notify boolean default false,
    available_at timestamptz default null, on_duplicate text default 'keep',
    ordering_key text default null, partition_key text default null,
    out task_id bigint, out added boolean)
language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_kind int := kind_id(enqueue.kind);
    v_mode smallint := duplicate_mode(on_duplicate);
    v_at   timestamptz := coalesce(clock_timestamp() + delay, enqueue.available_at);
begin
    perform check_task(array[enqueue.external_key], delay, enqueue.available_at, enqueue.priority, enqueue.headers);
    perform check_key('ordering_key', enqueue.ordering_key);
    perform check_key('partition_key', enqueue.partition_key);
    if coalesce(enqueue.external_key, enqueue.ordering_key, enqueue.partition_key) is null then
        task_id := enqueue_one(v_kind, enqueue.payload::text, enqueue.headers::text, enqueue.priority::smallint, null, v_at);
        added := true;
    else
        select e.task_id, e.outcome = 0 into task_id, added
        from enqueue(array[v_kind], case when enqueue.external_key is not null then array[enqueue.external_key] end, array[enqueue.payload::text],
                     array[enqueue.headers::text], array[enqueue.priority::smallint], null, array[v_at],
                     array[v_mode],
                     case when enqueue.ordering_key is not null then array[enqueue.ordering_key] end,
                     array[enqueue.partition_key]) e;
    end if;
    if notify then
        perform announce(array[v_kind], '{}');
    end if;
end $$;
