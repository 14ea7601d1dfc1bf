-- Sets limits of a kind at run time, which beat all that its instances declare, until reset_limits. Null is no limit. Holds
-- for every claim that begins after the commit; what runs already counts, and goes on.
create or replace function ${pgqueue.schema}.set_limits(
    kind text, max_running int default null, max_started int default null, period interval default null,
    partition_max_running int default null, partition_max_started int default null,
    partition_period interval default null)
returns void language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform set_limits(kind_id(set_limits.kind), true, set_limits.max_running, set_limits.max_started, set_limits.period,
                       set_limits.partition_max_running, set_limits.partition_max_started, set_limits.partition_period);
end $$;
