-- Looks at up to p_limit ordering keys that come after a given one, in their order: at those that somebody holds, or seems
-- to, and at those with parked tasks; and mends what a crash, or a program that did not mend, has left. Returns the last key,
-- null at the end, and the kinds of which something may run now. Locks only what wants mending.
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
    v_kinds int[];
    v_keys  text[];
    v_lanes tid[];
    v_free  tid[];
    v_ready int[];
begin
    with recursive
    held as (
        select l.kind, l.ordering_key as key, l.ctid as row_id from lane l
        where (l.kind, l.ordering_key) > (p_kind, p_key collate "C") order by l.kind, l.ordering_key limit p_limit),
    -- from one key to the next, without those between
    parked (kind, key, n) as (
        select p_kind, p_key collate "C", 0
        union all
        select s.kind, s.ordering_key, p.n + 1
        from parked p,
             lateral (select t.kind, t.ordering_key from task t
                      where t.available_at = 'infinity' and t.ordering_key is not null
                        and (t.kind, t.ordering_key) > (p.kind, p.key)
                      order by t.kind, t.ordering_key limit 1) s
        where p.n < p_limit),
    found as (
        select s.kind, s.key, max(s.row_id) as row_id
        from (select h.kind, h.key, h.row_id from held h
              union all
              select p.kind, p.key, null from parked p where p.n > 0) s
        group by s.kind, s.key order by s.kind, s.key limit p_limit)
    select array_agg(f.kind), array_agg(f.key), array_agg(f.row_id) into v_kinds, v_keys, v_lanes from found f;
    if v_kinds is null then
        return query select null::int, null::text, '{}'::int[];
        return;
    end if;
    v_free := free_lanes(v_lanes);
    select array(select * from mend_lanes(array_agg(u.kind), array_agg(u.key))) into v_ready
    from unnest(v_kinds, v_keys, v_lanes) u(kind, key, row_id)
    where u.row_id is null or u.row_id = any (v_free)
    having count(*) > 0;
    if cardinality(v_kinds) < p_limit then
        return query select null::int, null::text, coalesce(v_ready, '{}');
    else
        return query select v_kinds[p_limit], v_keys[p_limit], coalesce(v_ready, '{}');
    end if;
end $$;
