-- Deletes events that were sent, or skipped, longer ago than the TTL that the last relay said, up to p_limit; how many.
-- Returns null if another instance is at it.
create or replace function ${pgqueue.schema}.purge_outbox(p_limit int)
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
    v_count bigint;
begin
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.purge_outbox')) then
        return null;
    end if;
    delete from outbox_sent s
    where s.ctid = any (array(
        select s.ctid from outbox_sent s
        where s.sent_at <= now() - (select r.sent_ttl from outbox_relay r)
        order by s.sent_at limit p_limit for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end $$;
