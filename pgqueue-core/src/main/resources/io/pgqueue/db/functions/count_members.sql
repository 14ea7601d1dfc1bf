-- Members of groups have gone from one status to another, 0 for live: one group for each task. To be called in the
-- transaction that moves them, only if there is any. Takes no lock: the groups are counted at the commit.
create or replace function ${pgqueue.schema}.count_members(p_groups bigint[], p_from smallint, p_to smallint)
returns void language plpgsql
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
    insert into group_change (from_status, to_status, groups, tasks)
    select p_from, p_to, array_agg(g.id), array_agg(g.tasks)
    from (select u.id, count(*)::int as tasks from unnest(p_groups) u(id) group by u.id) g;
end $$;
