-- Puts tasks without a partition key into the partition '', where a kind with limits for partitions looks for them: those
-- among the first p_look that can run. They are there because limits were set later, or by somebody who did not know.
create or replace function ${pgqueue.schema}.give_partition(p_kind int, p_now timestamptz, p_look int)
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
    v_rows tid[];
begin
    v_rows := array(
        select t.ctid from task t
        where t.ctid = any (array(
            select r.row_id
            from generate_series(0, 9) p(priority),
                 lateral (select t.ctid as row_id from task t
                          where t.kind = p_kind and t.priority = p.priority and t.available_at <= p_now and t.status < 2
                          order by t.kind, t.priority, t.available_at, t.id + 0 limit p_look) r
            limit p_look))
          and t.partition_key is null and t.status < 2
        for no key update skip locked);
    if cardinality(v_rows) > 0 then
        update task t set partition_key = '' where t.ctid = any (v_rows);
    end if;
end $$;
