-- Takes tasks from workers that are dead: from sessions that are gone from pg_stat_activity at once, from instances by
-- their heartbeat. What they ran has failed, and is tried again at once if attempts are left. rescued: how many tasks.
-- Also makes ready what comes next of ordering keys, where a crash has kept somebody from it.
create or replace procedure ${pgqueue.schema}.check_hung_tasks(inout rescued bigint default 0)
language plpgsql
as $$
begin
    rescued := (select pg_catalog.count(*) from ${pgqueue.schema}.rescue(
        '30 seconds'::pg_catalog.interval, '10 seconds'::pg_catalog.interval));
    perform ${pgqueue.schema}.mend_all_lanes();
end $$;
