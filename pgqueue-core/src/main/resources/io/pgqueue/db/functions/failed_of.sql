-- How many tasks of a kind have no attempts left.
create or replace function ${pgqueue.schema}.failed_of(p_kind int)
returns bigint language plpgsql
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
    return (select count(*) from closed_task c where c.kind = p_kind and c.status = 5);
end $$;
