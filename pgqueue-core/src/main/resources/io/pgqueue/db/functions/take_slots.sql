-- Makes locked tasks of a kind count as running, and writes down their starts. To be called under the lock of limit_state.
create or replace function ${pgqueue.schema}.take_slots(
    p_kind int, p_limit ${pgqueue.schema}.kind_limit, p_rows tid[], p_now timestamptz)
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
    insert into limit_slot (kind, partition_key, task_id)
    select t.kind, coalesce(t.partition_key, ''), t.id from task t where t.ctid = any (p_rows);
    if p_limit.max_started is not null then
        perform note_starts(p_kind, 'kind', '', p_now, p_limit.period, cardinality(p_rows));
    end if;
    if p_limit.partition_max_started is not null then
        perform note_starts(p_kind, 'partition', g.partition_key, p_now, p_limit.partition_period, g.count)
        from (select coalesce(t.partition_key, '') as partition_key, count(*)::int as count from task t
              where t.ctid = any (p_rows) group by 1) g;
    end if;
end $$;
