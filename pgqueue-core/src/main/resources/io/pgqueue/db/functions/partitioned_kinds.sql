-- The kinds with limits for each partition: a task of one that names no partition belongs to the partition ''.
create or replace function ${pgqueue.schema}.partitioned_kinds()
returns table (kind int) language plpgsql stable security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
#variable_conflict use_column
begin
    return query select distinct l.kind from kind_limit l
                 where l.partition_max_running is not null or l.partition_max_started is not null;
end $$;
