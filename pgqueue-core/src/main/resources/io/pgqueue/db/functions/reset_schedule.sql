-- Makes a schedule again what code declares; p_next is its first slot then. False if it is that already, or nothing
-- declares it.
create or replace function ${pgqueue.schema}.reset_schedule(p_name text, p_next timestamptz)
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
    update schedule s
    set edited = null, revision = s.revision + 1, next_slot = p_next,
        retired_at = case when s.retired_as = 'undeclared' then s.retired_at end,
        retired_as = case when s.retired_as = 'undeclared' then s.retired_as end
    where s.name = p_name and s.declared is not null and (s.edited is not null or s.retired_as = 'removed');
    return found;
end $$;
