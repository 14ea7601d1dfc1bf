-- Sets limits of a kind: those that its instances declare, or, at run time, those that beat them. Null is no limit; at
-- run time null everywhere means none, whatever is declared. Holds for every claim that begins after the commit; what
-- runs already counts, and goes on. Raises PQ003 for what is no limit.
create or replace function ${pgqueue.schema}.set_limits(
    p_kind int, p_at_run_time boolean, p_max_running int, p_max_started int, p_period interval,
    p_partition_max_running int, p_partition_max_started int, p_partition_period interval)
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
    perform check_range('max_running', coalesce(p_max_running, 1), 1, 1000000);
    perform check_starts('max_started', p_max_started, 'period', p_period);
    perform check_range('partition_max_running', coalesce(p_partition_max_running, 1), 1, 1000000);
    perform check_starts('partition_max_started', p_partition_max_started, 'partition_period', p_partition_period);
    insert into limit_state (kind) values (p_kind) on conflict (kind) do nothing;
    perform from limit_state s where s.kind = p_kind for no key update;
    delete from kind_limit l where l.kind = p_kind and l.set_at_run_time = p_at_run_time;
    if p_at_run_time or num_nonnulls(p_max_running, p_max_started, p_partition_max_running, p_partition_max_started) > 0
    then
        insert into kind_limit (kind, set_at_run_time, max_running, max_started, period, partition_max_running,
                                partition_max_started, partition_period)
        values (p_kind, p_at_run_time, p_max_running, p_max_started, p_period, p_partition_max_running,
                p_partition_max_started, p_partition_period);
    end if;
    perform apply_limits(p_kind);
end $$;
