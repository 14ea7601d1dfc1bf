-- Adds to a worker's totals by kind and minute. p_ages: how many milliseconds ago each one's minute was.
create or replace function ${pgqueue.schema}.record_minutes(
    p_worker int, p_kinds int[], p_ages bigint[], p_enqueued bigint[], p_duplicates bigint[], p_succeeded bigint[],
    p_failed bigint[], p_retried bigint[], p_used_up bigint[], p_cancelled bigint[], p_attempts bigint[],
    p_wait_ms bigint[], p_longest_wait_ms bigint[], p_run_ms bigint[], p_longest_run_ms bigint[])
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
    insert into kind_minute as m
    select date_trunc('minute', now() - u.age * interval '1 millisecond') as minute, u.kind, p_worker,
           sum(u.enqueued), sum(u.duplicates), sum(u.succeeded), sum(u.failed), sum(u.retried), sum(u.used_up),
           sum(u.cancelled), sum(u.attempts), sum(u.wait_ms), max(u.longest_wait_ms), sum(u.run_ms),
           max(u.longest_run_ms)
    from unnest(p_kinds, p_ages, p_enqueued, p_duplicates, p_succeeded, p_failed, p_retried, p_used_up, p_cancelled,
                p_attempts, p_wait_ms, p_longest_wait_ms, p_run_ms, p_longest_run_ms)
         u(kind, age, enqueued, duplicates, succeeded, failed, retried, used_up, cancelled, attempts, wait_ms,
           longest_wait_ms, run_ms, longest_run_ms)
    group by 1, 2
    -- two instances that are not registered write the same rows
    order by 1, 2
    on conflict (minute, kind, worker) do update
    set enqueued = m.enqueued + excluded.enqueued, duplicates = m.duplicates + excluded.duplicates,
        succeeded = m.succeeded + excluded.succeeded, failed = m.failed + excluded.failed,
        retried = m.retried + excluded.retried, used_up = m.used_up + excluded.used_up,
        cancelled = m.cancelled + excluded.cancelled, attempts = m.attempts + excluded.attempts,
        wait_ms = m.wait_ms + excluded.wait_ms, longest_wait_ms = greatest(m.longest_wait_ms, excluded.longest_wait_ms),
        run_ms = m.run_ms + excluded.run_ms, longest_run_ms = greatest(m.longest_run_ms, excluded.longest_run_ms);
end $$;
