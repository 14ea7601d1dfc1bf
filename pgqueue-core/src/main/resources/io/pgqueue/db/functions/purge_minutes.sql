-- Deletes totals of minutes that are more than eight days ago, up to p_limit; how many. Returns null if another instance
-- is at it.
create or replace function ${pgqueue.schema}.purge_minutes(p_limit int)
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
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.purge_minutes')) then
        return null;
    end if;
    delete from kind_minute m
    where m.ctid = any (array(
        select m.ctid from kind_minute m where m.minute < now() - interval '8 days'
        order by m.minute limit p_limit for update skip locked));
    get diagnostics v_count = row_count;
    return v_count;
end $$;
