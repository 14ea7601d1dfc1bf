-- Gives locked running tasks back uncounted; closes those that somebody asked to cancel. p_reason is for the log.
-- p_died: their worker died, so that each is a suspect from now on, unless its kind does not count deaths.
create or replace function ${pgqueue.schema}.give_back(p_rows tid[], p_reason text, p_died boolean)
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
    perform close_tasks(array(select t.ctid from task t where t.ctid = any (p_rows) and t.cancel_reason is not null),
                        4::smallint, null);
    with released as (
        update task t
        set status = case when t.attempt > 1 or t.errors is not null then 1 else 0 end, attempt = t.attempt - 1,
            worker = 0, token = 0,
            deaths = case when p_died and (select k.max_deaths > 0 from kind k where k.id = t.kind)
                          then coalesce(t.deaths, '{}') else t.deaths end
        where t.ctid = any (p_rows)
        returning t.id, t.kind, t.partition_key, t.limited, t.logged, t.attempt + 1 as attempt, t.status),
    logged as (
        -- this statement's snapshot still has the worker
        insert into task_log (task_id, kind, attempt, worker, from_status, to_status, reason)
        select r.id, r.kind, r.attempt, (select t.worker from task t where t.id = r.id), 2, r.status, p_reason
        from released r where r.logged and (select true from kind k where k.log_ttl is not null limit 1))
    select array_agg((r.kind, coalesce(r.partition_key, ''), r.id)::limit_slot) filter (where r.limited) into v_slots
    from released r;
    if v_slots is not null then
        perform free_slots(v_slots);
    end if;
end $$;
