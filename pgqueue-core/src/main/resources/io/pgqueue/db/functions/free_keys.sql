-- Deletes the keys of tasks that are gone, unless a key has been passed on. Takes them in key order.
create or replace function ${pgqueue.schema}.free_keys(p_ids bigint[], p_kinds int[], p_keys text[])
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
        select (select k.ctid from task_key k
                where k.kind = u.kind and k.external_key = u.key and k.task_id = u.id for update)
        from (select * from unnest(p_ids, p_kinds, p_keys collate "C") o(id, kind, key) order by o.kind, o.key) u);
    delete from task_key k where k.ctid = any (v_rows);
end $$;
