-- Moves locked live tasks to closed_task with a status of 4 or 5.
create or replace function ${pgqueue.schema}.close_tasks(p_rows tid[], p_status smallint, p_reason text)
returns void language plpgsql
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_slots limit_slot[];
    v_groups bigint[];
begin
    with gone as (delete from task t where t.ctid = any (p_rows) returning t.*),
    kept as (
        insert into closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt, max_attempts,
                                 worker, status, priority, payload, headers, external_key, errors, cancel_reason,
                                 ordering_key, partition_key, logged, group_id)
        select g.id, g.created_at, g.available_at, g.claimed_at, clock_timestamp(), g.kind, g.attempt, g.max_attempts,
               g.worker, p_status, g.priority, g.payload, g.headers, g.external_key, g.errors,
               case when p_status = 4 then coalesce(p_reason, g.cancel_reason) end, g.ordering_key, g.partition_key,
               g.logged, g.group_id
        from gone g),
    logged as (
        insert into task_log (task_id, kind, attempt, worker, from_status, to_status, reason)
        select g.id, g.kind, g.attempt, nullif(g.worker, 0), g.status, p_status, coalesce(p_reason, g.cancel_reason)
        from gone g where g.logged and (select true from kind k where k.log_ttl is not null limit 1))
    select array_agg((g.kind, coalesce(g.partition_key, ''), g.id)::limit_slot) filter (where g.limited and g.status = 2),
           array_agg(g.group_id) filter (where g.group_id is not null)
    into v_slots, v_groups
    from gone g;
    if v_slots is not null then
        perform free_slots(v_slots);
    end if;
    if v_groups is not null then
        perform count_members(v_groups, 0::smallint, p_status);
    end if;
end $$;
