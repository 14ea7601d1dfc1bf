-- Mends up to p_limit ordering keys that come after a given one, in their order: for what a crash, or a program that adds
-- tasks without mending, has left. Returns the last key, null at the end, and the kinds of
-- which something became ready.
create or replace function ${pgqueue.schema}.sweep_lanes(p_kind int, p_key text, p_limit int)
returns table (kind int, ordering_key text, ready_kinds int[]) language plpgsql security definer
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
declare
    v_kind  int := p_kind;
    v_key   text := p_key;
    v_id    bigint;
    v_kinds int[] := '{}';
    v_keys  text[] := '{}';
    v_ids   bigint[] := '{}';
    v_ready int[];
begin
    for i in 1 .. p_limit loop
        select s.kind, s.ordering_key, s.id into v_kind, v_key, v_id
        from ((select t.kind, t.ordering_key, t.id from task t
               where (t.kind, t.ordering_key, t.id + 0) > (v_kind, v_key collate "C", 9223372036854775807)
                 and t.ordering_key is not null
               order by t.kind, t.ordering_key, t.id + 0 limit 1)
              union all
              (select l.kind, l.ordering_key, null from lane l
               where (l.kind, l.ordering_key) > (v_kind, v_key collate "C") order by l.kind, l.ordering_key limit 1)) s
        order by s.kind, s.ordering_key, s.id limit 1;
        exit when not found;
        v_kinds := v_kinds || v_kind;
        v_keys := v_keys || v_key;
        v_ids := v_ids || v_id;
    end loop;
    if cardinality(v_kinds) > 0 then
        v_ready := array(select * from mend_lanes(v_kinds, v_keys, v_ids));
    end if;
    return query select v_kind, v_key, coalesce(v_ready, '{}');
end $$;
