-- Deletes what was noted of deeds more than 90 days ago, up to p_limit; how many. Returns null if another instance is at
-- it.
create or replace function ${pgqueue.schema}.purge_audit(p_limit int)
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
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.purge_audit')) then
        return null;
    end if;
    delete from audit_log a
    where a.ctid = any (array(
        select a.ctid from audit_log a where a.at < now() - interval '90 days'
        order by a.at limit p_limit for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end $$;
