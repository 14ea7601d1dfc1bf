-- Gives the lease back, so that another instance takes it at once; false if it was another's already.
create or replace function ${pgqueue.schema}.outbox_release(p_token bigint)
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
    update outbox_relay r set token = 0, expires_at = '-infinity' where r.token = p_token;
    return found;
end $$;
