-- Adds the tasks that groups have for this end of theirs, with their ids and counts in the headers; the kinds of which it
-- has added any. Where another task holds the external key, the group has that one's id. The groups are the caller's: it
-- has locked them, or just added them.
create or replace function ${pgqueue.schema}.add_follow_ups(p_groups bigint[], p_on_failure boolean)
returns int[] language plpgsql
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
    v_groups   bigint[];
    v_rows     tid[];
    v_kinds    int[];
    v_keys     text[];
    v_payloads text[];
    v_headers  text[];
    v_priorities smallint[];
    v_delays   bigint[];
    v_times    timestamptz[];
    v_modes    smallint[];
    v_ordering text[];
    v_partitions text[];
    v_tasks    bigint[];
    v_outcomes smallint[];
begin
    select array_agg(f.group_id), array_agg(f.kind), array_agg(f.external_key), array_agg(f.payload::text),
           array_agg((coalesce(f.headers, '{}') || jsonb_build_object(
                          'pgqueue-group', g.id::text, 'pgqueue-group-total', g.total::text,
                          'pgqueue-group-succeeded', g.succeeded::text, 'pgqueue-group-cancelled', g.cancelled::text,
                          'pgqueue-group-failed', g.failed::text))::text),
           array_agg(f.priority), array_agg(f.delay), array_agg(f.available_at), array_agg(f.mode),
           array_agg(f.ordering_key), array_agg(f.partition_key)
    into v_groups, v_kinds, v_keys, v_payloads, v_headers, v_priorities, v_delays, v_times, v_modes, v_ordering,
         v_partitions
    from unnest(p_groups) u(id),
         lateral (select * from group_follow_up f where f.group_id = u.id and f.on_failure = p_on_failure offset 0) f,
         lateral (select * from task_group g where g.id = u.id offset 0) g;
    if v_groups is null then
        return '{}';
    end if;
    select array_agg(e.task_id order by e.o), array_agg(e.outcome order by e.o) into v_tasks, v_outcomes
    from enqueue(v_kinds, case when cardinality(array_remove(v_keys, null)) > 0 then v_keys end, v_payloads, v_headers,
                 v_priorities, v_delays, v_times, v_modes,
                 case when cardinality(array_remove(v_ordering, null)) > 0 then v_ordering end, v_partitions)
         with ordinality e(task_id, outcome, o);
    v_rows := array(select (select g.ctid from task_group g where g.id = u.id)
                    from unnest(v_groups) with ordinality u(id, o) order by u.o);
    update task_group g
    set done_task = case when p_on_failure then g.done_task else u.task_id end,
        failed_task = case when p_on_failure then u.task_id else g.failed_task end
    from unnest(v_rows, v_tasks) u(row_id, task_id)
    where g.ctid = u.row_id;
    return array(select distinct u.kind from unnest(v_kinds, v_outcomes) u(kind, outcome) where u.outcome < 2);
end $$;
