-- The next p_count partitions of a kind in which there are tasks, waiting or running, in their order from p_after on;
-- with it if p_inclusive. 'Next' is a row comparison, which no index but the one on partitions can answer.
create or replace function ${pgqueue.schema}.partitions_after(
    p_kind int, p_after text, p_inclusive boolean, p_count int)
returns text[] language plpgsql
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
    return array(
        with recursive walk(partition_key, n) as (
            select p_after collate "C", 0
            union all
            select x.partition_key, w.n + 1
            from walk w,
                 lateral (select t.kind, t.partition_key from task t
                          where t.partition_key is not null
                            and (t.kind, t.partition_key, t.priority)
                                > (p_kind, w.partition_key, case when w.n = 0 and p_inclusive then -1 else 10 end)
                          order by t.kind, t.partition_key, t.priority limit 1) x
            where w.n < p_count and x.kind = p_kind)
        select w.partition_key from walk w where w.n > 0);
end $$;
