-- Adds a task of a schedule now, paused or not, and leaves its slots as they are. No row if there is none that lives.
create or replace function ${pgqueue.schema}.trigger_schedule(p_name text)
returns table (kind_id int, task_id bigint) language plpgsql security definer
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
    v_now        timestamptz := clock_timestamp();
    v_row        tid;
    v_definition jsonb;
    v_live       bigint[];
begin
    select s.ctid, coalesce(s.edited, s.declared), s.live_tasks into v_row, v_definition, v_live
    from schedule s where s.name = p_name and s.retired_at is null for no key update;
    if not found then
        return;
    end if;
    select a.kind_id, a.task_ids[1] into kind_id, task_id from add_scheduled(p_name, v_definition, array[v_now], 0) a;
    v_live := live_of(v_live) || task_id;
    update schedule s
    set live_tasks = v_live[greatest(cardinality(v_live) - 999, 1):], last_slot = v_now, last_fired_at = v_now,
        last_task = task_id
    where s.ctid = v_row;
    return next;
end $$;
