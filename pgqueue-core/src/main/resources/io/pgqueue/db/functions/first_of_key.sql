-- The live task of an ordering key with the lowest id after a given one; null if there is none.
create or replace function ${pgqueue.schema}.first_of_key(p_kind int, p_ordering_key text, p_after bigint default 0)
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
declare
    v_kind int;
    v_key  text;
    v_id   bigint;
begin
    -- one step in the index, whatever lies behind it
    select t.kind, t.ordering_key, t.id into v_kind, v_key, v_id from task t
    where (t.kind, t.ordering_key, t.id) > (p_kind, p_ordering_key collate "C", p_after) and t.ordering_key is not null
    order by t.kind, t.ordering_key, t.id limit 1;
    return case when v_kind = p_kind and v_key = p_ordering_key then v_id end;
end $$;
