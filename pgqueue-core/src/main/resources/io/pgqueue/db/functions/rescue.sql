-- Takes tasks from workers that are dead, and says what became of each. A worker is dead when its last beat is older
-- than p_dead_after; or sooner, when it is older than p_missed_after and the session that beat is gone. That is not
-- believed while the server is young, or where another instance has lost its session since, too: after a failover it
-- would condemn everybody. A session that works tasks itself has no beat: it is dead as soon as it is gone.
-- What had begun at the last beat has failed, as has all that a session held; what had not goes back uncounted.
--
-- Waits for nobody, neither for a claim of the worker in flight nor for whoever records an outcome: each could belong to
-- a session that hangs. Such a worker is not marked as dead yet, and the next call looks at it again.
create or replace function ${pgqueue.schema}.rescue(p_dead_after interval, p_missed_after interval)
returns table (task_id bigint, kind int, new_status smallint, dead_worker text) language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
#variable_conflict use_column
declare
    v_worker  record;
    v_settled boolean;
    v_running bigint[];
    v_taken   bigint;
begin
    for v_worker in
        select w.id, w.name, w.begun, w.heartbeat_at, w.session from worker w
        where w.ended_at is null
          and case when w.session then session_is_gone(w.backend_pid, w.backend_start) else
              (w.heartbeat_at < clock_timestamp() - p_dead_after
               or (w.heartbeat_at < clock_timestamp() - p_missed_after and w.backend_pid is not null
                   and pg_postmaster_start_time() < clock_timestamp() - interval '30 seconds'
                   and session_is_gone(w.backend_pid, w.backend_start)
                   and not exists (select from worker o
                                   where o.ended_at is null and not o.session and o.id <> w.id and o.started_at < w.heartbeat_at
                                     and o.backend_pid is not null
                                     and (o.backend_start > w.heartbeat_at
                                          or session_is_gone(o.backend_pid, o.backend_start))))) end
        order by w.id for no key update skip locked
    loop
        -- a claim in flight holds the row for key share
        perform from worker w where w.id = v_worker.id for update skip locked;
        v_settled := found;
        v_running := running_of(v_worker.id);
        return query select r.task_id, r.kind, r.new_status, v_worker.name
                     from rescue_tasks(
                         v_worker.id, v_worker.name, case when v_worker.session then v_running else v_worker.begun end,
                         case when not v_worker.session then v_worker.heartbeat_at end, v_running) r;
        get diagnostics v_taken = row_count;
        if v_settled and v_taken = cardinality(v_running) then
            update worker w set ended_at = clock_timestamp(), begun = '{}',
                                ended_as = case when v_worker.session and v_running = '{}' then 'stopped' else 'dead' end
            where w.id = v_worker.id;
        end if;
    end loop;
end $$;
