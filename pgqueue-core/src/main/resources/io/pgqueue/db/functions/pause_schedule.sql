-- Stops a schedule from adding tasks; false if there is none, or it is paused.
create or replace function ${pgqueue.schema}.pause_schedule(p_name text)
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
    update schedule s set paused_at = clock_timestamp()
    where s.name = p_name and s.paused_at is null;
    return found;
end $$;
