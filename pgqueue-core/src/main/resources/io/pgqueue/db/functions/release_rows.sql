-- Gives locked running tasks back uncounted; closes those that somebody asked to cancel.
create or replace function ${pgqueue.schema}.release_rows(p_rows tid[])
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
begin
    select array_agg((t.kind, coalesce(t.partition_key, ''), t.id)::limit_slot) into v_slots
    from task t where t.ctid = any (p_rows) and t.limited;
    if v_slots is not null then
        perform free_slots(v_slots);
    end if;
    perform close_tasks(array(select t.ctid from task t where t.ctid = any (p_rows) and t.cancel_reason is not null),
                        4::smallint, null);
    update task t
    set status = case when t.attempt > 1 or t.errors is not null then 1 else 0 end, attempt = t.attempt - 1,
        worker = 0, token = 0, limited = false
    where t.ctid = any (p_rows);
end $$;
