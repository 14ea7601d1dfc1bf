-- Adds the tasks of a schedule's due slots, and advances it in the same statement. Returns the kind and the new tasks;
-- no row if there was nothing to do for the caller: the schedule has changed or been fired meanwhile (its slot is the
-- fence, so each is fired once), another instance is at it, or, by this server's clock, a slot is not due.
create or replace function ${pgqueue.schema}.fire_schedule(
    p_name text, p_revision int, p_expected timestamptz, p_slots timestamptz[], p_next timestamptz)
returns table (kind_id int, task_ids bigint[]) language plpgsql security definer
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
    v_schedule   record;
    v_definition jsonb;
    v_live       bigint[];
    v_slots      timestamptz[] := p_slots;
    v_last       timestamptz;
begin
    if exists (select from unnest(p_expected || p_slots) u(slot)
               where u.slot < p_expected or u.slot > v_now or u.slot >= p_next) then
        return;
    end if;
    -- by the name alone: with more, the index of slots would do, too, and many schedules may have one slot
    select s.ctid as row_id, s.revision, s.next_slot, s.paused_at, s.retired_at, s.edited, s.declared, s.live_tasks
    into v_schedule from schedule s where s.name = p_name for no key update skip locked;
    if not found or v_schedule.revision <> p_revision or v_schedule.next_slot is distinct from p_expected
       or v_schedule.paused_at is not null or v_schedule.retired_at is not null then
        return;
    end if;
    v_definition := coalesce(v_schedule.edited, v_schedule.declared);
    v_live := live_of(v_schedule.live_tasks);
    if v_definition->>'overlap' = 'skip' then
        -- of several the first is live when the others come
        v_slots := case when v_live = '{}' then p_slots[1:1] else '{}' end;
    end if;
    select a.kind_id, a.task_ids into kind_id, task_ids
    from add_scheduled(p_name, v_definition, v_slots, (v_definition->>'jitter_millis')::bigint) a;
    v_live := v_live || task_ids;
    v_last := (select max(u.slot) from unnest(v_slots) u(slot));
    update schedule s
    set next_slot = p_next, live_tasks = v_live[greatest(cardinality(v_live) - 999, 1):],
        skipped = s.skipped + cardinality(p_slots) - cardinality(v_slots),
        last_slot = coalesce(v_last, s.last_slot),
        last_fired_at = case when v_last is null then s.last_fired_at else clock_timestamp() end,
        last_task = coalesce(task_ids[cardinality(task_ids)], s.last_task)
    where s.ctid = v_schedule.row_id;
    return next;
end $$;
