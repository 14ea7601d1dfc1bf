-- Deletes closed tasks past their TTL with their keys and what was said of them, up to p_limit of each kind and status; how
-- many. Also forgets workers that ended long ago, of whom no closed task speaks any more but one that has no attempts left, and no log. Returns null if
-- another instance is at it.
-- Waits for nobody, see delete_closed.
create or replace function ${pgqueue.schema}.purge(p_limit int)
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
    v_rows  tid[];
    v_count bigint;
begin
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.purge')) then
        return null;
    end if;
    v_rows := array(
        select s.row_id from kind k, unnest('{3,4}'::smallint[]) u(status),
             lateral (select c.ctid as row_id from closed_task c
                      where c.kind = k.id and c.status = u.status and c.finished_at <= now() - k.terminal_ttl
                      order by c.kind, c.status, c.finished_at limit p_limit for update skip locked) s);
    v_count := delete_closed(v_rows);
    delete from worker w
    where w.ended_at < now() - greatest(interval '7 days', (select max(greatest(k.terminal_ttl, k.log_ttl)) from kind k));
    perform purge_groups(p_limit);
    perform tend_limits();
    return v_count;
end $$;
