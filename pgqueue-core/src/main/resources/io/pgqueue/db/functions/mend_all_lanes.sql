-- Mends all ordering keys; whether something became ready. For programs that work tasks without an instance of Java beside
-- them, which does so by itself.
create or replace function ${pgqueue.schema}.mend_all_lanes()
returns boolean language plpgsql security definer
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
    v_kind  int := 0;
    v_key   text := '';
    v_some  int[];
    v_ready boolean := false;
begin
    while v_key is not null loop
        select s.kind, s.ordering_key, s.ready_kinds into v_kind, v_key, v_some from sweep_lanes(v_kind, v_key, 500) s;
        v_ready := v_ready or cardinality(v_some) > 0;
    end loop;
    return v_ready;
end $$;
