-- Takes the lease of the relay, if it is free or has expired, or prolongs it, if it has that token already. Returns 0
-- if the caller has it, or for how many milliseconds somebody else still has. Who does not get it writes nothing.
create or replace function ${pgqueue.schema}.outbox_lease(
    p_worker text, p_token bigint, p_time interval, p_sent_ttl interval)
returns bigint language plpgsql security definer
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
    v_now  timestamptz := clock_timestamp();
    v_left bigint;
begin
    select ceil(extract(epoch from r.expires_at - v_now) * 1000) into v_left
    from outbox_relay r where r.token <> p_token and r.expires_at > v_now;
    if found then
        return v_left;
    end if;
    update outbox_relay r
    set worker = p_worker, token = p_token, expires_at = clock_timestamp() + p_time, sent_ttl = p_sent_ttl
    where r.token = p_token or r.expires_at <= clock_timestamp();
    if found then
        return 0;
    end if;
    -- somebody else was faster
    return ceil(extract(epoch from p_time) * 1000);
end $$;
