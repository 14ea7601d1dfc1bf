-- Deletes transitions past the TTL of their kind's log, up to p_limit of each kind; how many. Returns null if another
-- instance is at it.
create or replace function ${pgqueue.schema}.purge_log(p_limit int)
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
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.purge_log')) then
        return null;
    end if;
    delete from task_log l
    where l.ctid = any (array(
        select s.row_id from kind k,
             lateral (select l.ctid as row_id from task_log l
                      where l.kind = k.id and l.at <= now() - k.log_ttl
                      order by l.kind, l.at limit p_limit for update skip locked) s
        where k.log_ttl is not null));
    get diagnostics v_count = row_count;
    return v_count;
end $$;
