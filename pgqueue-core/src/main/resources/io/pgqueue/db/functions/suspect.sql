-- Whether rescue may find something: one read without locks, so that a cluster in which all are well costs next to
-- nothing.
create or replace function ${pgqueue.schema}.suspect(p_dead_after interval, p_missed_after interval)
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
    return exists (
        select from worker w
        where w.ended_at is null
          and case when w.session then session_is_gone(w.backend_pid, w.backend_start)
                   else w.heartbeat_at < clock_timestamp() - least(p_dead_after, p_missed_after) end);
end $$;
