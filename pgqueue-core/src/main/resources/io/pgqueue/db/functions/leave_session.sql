-- Ends this session's work; it stays a worker if it still holds tasks. Writes nothing if it is none.
create or replace function ${pgqueue.schema}.leave_session()
returns void language plpgsql security definer
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
    perform deregister_worker(w.id) from worker w
    where w.session and w.ended_at is null and w.backend_pid = pg_backend_pid()
      and not session_is_gone(w.backend_pid, w.backend_start);
end $$;
