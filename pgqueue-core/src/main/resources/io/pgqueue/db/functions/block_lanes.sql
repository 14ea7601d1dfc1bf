-- Makes tasks that have just run out of attempts the heads of their lanes, in key order, so that they block their keys.
-- Not of kinds that skip such tasks.
create or replace function ${pgqueue.schema}.block_lanes(p_ids bigint[], p_kinds int[], p_keys text[])
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
        select (select l.ctid from lane l where l.kind = u.kind and l.ordering_key = u.key
                and not (select k.skip_exhausted from kind k where k.id = l.kind) for update)
        from (select * from unnest(p_kinds, p_keys collate "C", p_ids) o(kind, key, id) order by o.kind, o.key) u);
    update lane l set head = u.id
    from unnest(p_kinds, p_keys, p_ids) u(kind, key, id)
    where l.ctid = any (v_rows) and l.kind = u.kind and l.ordering_key = u.key;
end $$;
