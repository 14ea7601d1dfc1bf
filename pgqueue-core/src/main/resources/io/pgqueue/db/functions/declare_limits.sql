-- Stores the limits that an instance with a kind's handler declares, where they differ from what is known; kinds in
-- their order, so that instances that start together cannot deadlock.
create or replace function ${pgqueue.schema}.declare_limits(
    p_kinds int[], p_max_running int[], p_max_started int[], p_periods interval[],
    p_partition_max_running int[], p_partition_max_started int[], p_partition_periods interval[])
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
declare
    v_own   kind_limit;
    v_known kind_limit;
begin
    for v_own in
        select u.kind, false, u.max_running, u.max_started, u.period, u.p_max_running, u.p_max_started, u.p_period
        from unnest(p_kinds, p_max_running, p_max_started, p_periods, p_partition_max_running, p_partition_max_started,
                    p_partition_periods)
             u(kind, max_running, max_started, period, p_max_running, p_max_started, p_period)
        order by u.kind
    loop
        select l.* into v_known from kind_limit l where l.kind = v_own.kind and not l.set_at_run_time;
        v_known.kind := v_own.kind;
        v_known.set_at_run_time := false;
        if v_known is distinct from v_own then
            perform set_limits(v_own.kind, false, v_own.max_running, v_own.max_started, v_own.period,
                               v_own.partition_max_running, v_own.partition_max_started, v_own.partition_period);
        end if;
    end loop;
end $$;
