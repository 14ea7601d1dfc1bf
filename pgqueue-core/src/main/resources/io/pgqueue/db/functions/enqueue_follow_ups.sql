-- Adds tasks that handlers want added with the end of their own, as enqueue does, and keeps which added which. p_task_ids: for
-- each the task whose handler did. Of one that is not kept nothing is, nor of a follow-up that was there already.
create or replace function ${pgqueue.schema}.enqueue_follow_ups(
    p_task_ids bigint[], p_kinds int[], p_keys text[], p_payloads text[], p_headers text[], p_priorities smallint[],
    p_delays bigint[], p_available_at timestamptz[], p_modes smallint[], p_ordering_keys text[], p_partition_keys text[])
returns void language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    insert into task_follow_up (task_id, follow_up_id)
    select p_task_ids[e.o], e.task_id
    from enqueue(p_kinds, p_keys, p_payloads, p_headers, p_priorities, p_delays, p_available_at, p_modes,
                 p_ordering_keys, p_partition_keys)
         with ordinality e(task_id, outcome, o)
    where e.outcome < 2
      and coalesce((select c.id from closed_task c where c.id = p_task_ids[e.o]),
                   (select t.id from task t where t.id = p_task_ids[e.o])) is not null
    on conflict do nothing;
end $$;
