-- An instance has stopped. What it still holds, if it could not give it back, is rescued like a dead one's.
create or replace function ${pgqueue.schema}.deregister_worker(p_worker int)
returns boolean language plpgsql security definer
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
    perform from worker w where w.id = p_worker for update;
    if running_of(p_worker) <> '{}' then
        return false;
    end if;
    update worker w set ended_at = clock_timestamp(), ended_as = 'stopped', begun = '{}'
    where w.id = p_worker and w.ended_at is null;
    return found;
end $$;
