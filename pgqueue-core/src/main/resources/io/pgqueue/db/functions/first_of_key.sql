-- The live task of an ordering key with the lowest id; null if there is none.
create or replace function ${pgqueue.schema}.first_of_key(p_kind int, p_ordering_key text)
returns bigint language plpgsql stable
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
    return (select t.id from task t
            where t.kind = p_kind and t.ordering_key = p_ordering_key collate "C"
            order by t.kind, t.ordering_key, t.id + 0 limit 1);
end $$;
