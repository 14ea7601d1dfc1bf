-- Forgets groups that came to rest without failures 72 hours ago, or as long as the kind that keeps its tasks longest.
-- None of their members can be reopened. Those with members that failed for good stay as these do.
create or replace function ${pgqueue.schema}.purge_groups(p_limit int)
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
declare
    v_ids bigint[];
begin
    v_ids := array(
        select g.id from task_group g
        where g.failed = 0 and g.finished_at is not null
          and g.finished_at <= now() - greatest(interval '72 hours', (select max(k.terminal_ttl) from kind k))
        order by g.finished_at limit p_limit for update skip locked);
    delete from group_follow_up f where f.group_id = any (v_ids);
    delete from task_group g where g.id = any (v_ids);
end $$;
