-- Writes down starts, and forgets those that have left the period. To be called under the lock of limit_state. Times
-- never go back, whatever the clock does, so that totals grow with them.
create or replace function ${pgqueue.schema}.note_starts(
    p_kind int, p_scope text, p_partition text, p_now timestamptz, p_period interval, p_started int)
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
    v_last limit_start;
begin
    select s.* into v_last from limit_start s
    where s.kind = p_kind and s.scope = p_scope and s.partition_key = p_partition
    order by s.kind desc, s.scope desc, s.partition_key desc, s.started_at desc, s.total desc limit 1;
    delete from limit_start s
    where s.kind = p_kind and s.scope = p_scope and s.partition_key = p_partition
      and s.started_at <= p_now - p_period;
    insert into limit_start (kind, scope, partition_key, started_at, total, started)
    values (p_kind, p_scope, p_partition, greatest(p_now, v_last.started_at), coalesce(v_last.total, 0) + p_started,
            p_started);
end $$;
