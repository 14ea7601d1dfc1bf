-- An instance's heartbeat: says which of its tasks have really begun, and learns which of those somebody asked to
-- cancel. Null if the instance was declared dead, or has never been registered.
create or replace function ${pgqueue.schema}.beat(p_worker int, p_begun bigint[], p_backend_check boolean)
returns bigint[] language plpgsql security definer
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
    update worker w
    set heartbeat_at = clock_timestamp(), begun = p_begun,
        backend_pid = case when p_backend_check then pg_backend_pid() end,
        backend_start = case when p_backend_check
                             then (select a.backend_start from pg_stat_get_activity(pg_backend_pid()) a) end
    where w.id = p_worker and w.ended_at is null;
    if not found then
        return null;
    end if;
    return array(select s.id from unnest(p_begun) u(id),
                 lateral (select t.id from task t where t.id = u.id and t.worker = p_worker and t.status = 2
                          and t.cancel_reason is not null offset 0) s);
end $$;
