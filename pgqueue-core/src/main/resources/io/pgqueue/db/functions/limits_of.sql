-- The limits of a kind that are in force: those set at run time, else those declared; all null if there are none.
create or replace function ${pgqueue.schema}.limits_of(p_kind int)
returns ${pgqueue.schema}.kind_limit language plpgsql security definer
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
    v_limit kind_limit;
begin
    select l.* into v_limit from kind_limit l where l.kind = p_kind
    order by l.kind desc, l.set_at_run_time desc limit 1;
    return v_limit;
end $$;
