-- Whether there is anything to sweep: an ordering key that somebody holds, or has parked tasks. Two steps in indexes, without
-- a lock.
create or replace function ${pgqueue.schema}.has_lanes()
returns boolean language plpgsql stable security definer
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
    return (select true from lane l order by l.kind, l.ordering_key limit 1) is not null
           or (select true from task t where t.available_at = 'infinity' and t.ordering_key is not null
               order by t.kind, t.ordering_key limit 1) is not null;
end $$;
