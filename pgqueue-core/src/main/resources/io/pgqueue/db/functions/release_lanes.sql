-- Lets go of ordering keys that free_lanes has found free, whose rows the caller has locked before that: removes the rows,
-- and makes the first task of each available if it is parked. Returns the kinds of which some key has a task.
create or replace function ${pgqueue.schema}.release_lanes(p_lanes tid[])
returns setof int language plpgsql
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
    v_kinds  int[];
    v_keys   text[];
    v_parked tid[];
    v_ready  int[];
begin
    with gone as (delete from lane l where l.ctid = any (p_lanes) returning l.kind, l.ordering_key)
    select array_agg(g.kind), array_agg(g.ordering_key) into v_kinds, v_keys from gone g;
    -- one that somebody has locked is looked at again after his commit
    select array_agg(n.row_id) filter (where n.row_id is not null), array_agg(distinct n.kind) into v_parked, v_ready
    from unnest(v_kinds, v_keys) u(kind, key),
         lateral (select t.kind,
                         case when t.available_at = 'infinity' and t.status < 2
                              then (select x.ctid from task x where x.ctid = t.ctid for no key update skip locked) end as row_id
                  from task t where t.kind = u.kind and t.ordering_key = u.key
                  order by t.kind, t.ordering_key, t.id + 0 limit 1) n;
    update task t set available_at = clock_timestamp() where t.ctid = any (v_parked) and t.available_at = 'infinity';
    return query select u.kind from unnest(v_ready) u(kind);
end $$;
