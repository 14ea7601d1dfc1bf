-- Retires a schedule, also one that code declares; false if there is none that lives.
create or replace function ${pgqueue.schema}.remove_schedule(p_name text)
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
    update schedule s set retired_at = clock_timestamp(), retired_as = 'removed', revision = s.revision + 1
    where s.name = p_name and s.retired_at is null;
    return found;
end $$;
