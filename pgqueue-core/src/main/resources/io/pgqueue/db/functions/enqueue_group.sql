-- Adds tasks as a group, with those that are to be added when it comes to rest. Says first which group, as the outcome -1,
-- and then of each task what enqueue says. p_on_failure and the arrays before it describe the latter, at most one of each
-- kind of end; delays count from that. The rest describes the tasks. A task that is not added, because another one
-- holds its key, is no member; a group without members is at rest at once.
create or replace function ${pgqueue.schema}.enqueue_group(
    p_name text,
    p_next_kinds int[], p_next_keys text[], p_next_payloads text[], p_next_headers text[], p_next_priorities smallint[],
    p_next_delays bigint[], p_next_available_at timestamptz[], p_next_modes smallint[], p_next_ordering_keys text[],
    p_next_partition_keys text[], p_on_failure boolean[],
    p_kinds int[], p_keys text[], p_payloads text[], p_headers text[], p_priorities smallint[],
    p_delays bigint[], p_available_at timestamptz[], p_modes smallint[],
    p_ordering_keys text[], p_partition_keys text[])
returns table (task_id bigint, outcome smallint) language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
#variable_conflict use_column
declare
    v_now   timestamptz := clock_timestamp();
    v_group bigint := nextval('task_id');
    v_tasks bigint[];
    v_outcomes smallint[];
    v_added int;
begin
    select array_agg(e.task_id order by e.o), array_agg(e.outcome order by e.o), count(*) filter (where e.outcome = 0)
    into v_tasks, v_outcomes, v_added
    from enqueue(p_kinds, p_keys, p_payloads, p_headers, p_priorities, p_delays, p_available_at, p_modes,
                 p_ordering_keys, p_partition_keys, v_group) with ordinality e(task_id, outcome, o);
    insert into task_group (id, created_at, finished_at, name, total, open)
    values (v_group, v_now, case when v_added = 0 then clock_timestamp() end, p_name, v_added, v_added);
    insert into group_follow_up (group_id, on_failure, kind, external_key, payload, headers, priority, delay, available_at,
                                 mode, ordering_key, partition_key)
    select v_group, u.on_failure, u.kind, u.key, u.payload::jsonb, u.headers::jsonb, u.priority, u.delay, u.available_at,
           u.mode, u.ordering_key, u.partition_key
    from unnest(p_next_kinds, p_next_keys, p_next_payloads, p_next_headers, p_next_priorities, p_next_delays,
                p_next_available_at, p_next_modes, p_next_ordering_keys, p_next_partition_keys, p_on_failure)
         u(kind, key, payload, headers, priority, delay, available_at, mode, ordering_key, partition_key, on_failure);
    if v_added = 0 then
        perform add_follow_ups(array[v_group], false);
    end if;
    return query select v_group, -1::smallint;
    return query select u.task_id, u.outcome from unnest(v_tasks, v_outcomes) with ordinality u(task_id, outcome, o)
                 order by u.o;
end $$;
