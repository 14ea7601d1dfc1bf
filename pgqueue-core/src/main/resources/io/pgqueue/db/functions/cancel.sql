-- Cancels a task. Returns the status that it has now: 4 if it was closed as cancelled, 2 if it runs and was asked to
-- stop; null if there was nothing to cancel.
create or replace function ${pgqueue.schema}.cancel(p_id bigint, p_reason text)
returns smallint language plpgsql security definer
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
    v_row    tid;
    v_status smallint;
    v_closed bigint;
    v_group  bigint;
begin
    -- twice, because a task can move between the two tables while we look
    for i in 1 .. 2 loop
        select t.ctid, t.status into v_row, v_status from task t where t.id = p_id for update;
        if found and v_status = 2 then
            update task t set cancel_reason = p_reason where t.ctid = v_row and t.cancel_reason is null;
            return 2;
        elsif found then
            perform close_tasks(array[v_row], 4::smallint, p_reason);
            return 4;
        end if;
        -- 'status + 0', or a plan of the time when the table was empty would look through the index on it
        with done as (
            update closed_task c set status = 4, cancel_reason = p_reason, finished_at = clock_timestamp()
            where c.id = p_id and c.status + 0 = 5
            returning c.id, c.kind, c.attempt, c.logged, c.group_id),
        logged as (
            insert into task_log (task_id, kind, attempt, from_status, to_status, reason)
            select d.id, d.kind, d.attempt, 5, 4, p_reason from done d where d.logged)
        select d.id, d.group_id into v_closed, v_group from done d;
        if found then
            if v_group is not null then
                perform count_members(array[v_group], 5::smallint, 4::smallint);
            end if;
            return 4;
        end if;
    end loop;
    return null;
end $$;
