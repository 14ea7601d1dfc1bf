-- Locks the parked tasks right behind each of some heads, which are locked like their lanes, up to p_limit of each, so that they can be claimed with
-- it, and notes in the lanes how far each run goes. A run ends before the first task that may not run yet, or that
-- somebody else has locked.
create or replace function ${pgqueue.schema}.lock_followers(p_heads tid[], p_limit int)
returns tid[] language plpgsql
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
    v_now   timestamptz := clock_timestamp();
    v_heads int[];
    v_ids   bigint[];
    v_rows  tid[];
    v_lanes tid[];
    v_ends  bigint[];
begin
    select array_agg(s.head), array_agg(s.id) into v_heads, v_ids
    from (select u.o as head, f.id,
                 bool_and(f.status < 2 and f.available_at = 'infinity' and coalesce(f.not_before, v_now) <= v_now)
                     over (partition by u.o order by f.id) as is_in_run
          from unnest(p_heads) with ordinality u(row_id, o),
               lateral (select t.kind, t.ordering_key, t.id from task t where t.ctid = u.row_id offset 0) h,
               lateral (select t.id, t.status, t.available_at, t.not_before from task t
                        where t.kind = h.kind and t.ordering_key = h.ordering_key and t.id + 0 > h.id
                        order by t.kind, t.ordering_key, t.id + 0 limit p_limit) f) s
    where s.is_in_run;
    v_rows := array(
        select (select t.ctid from task t
                where t.id = u.id and t.status < 2 and t.available_at = 'infinity' for no key update skip locked)
        from unnest(v_ids) with ordinality u(id, o) order by u.o);
    select array_agg(s.head), array_agg(s.id), array_agg(s.row_id) into v_heads, v_ids, v_rows
    from (select u.*, bool_and(u.row_id is not null) over (partition by u.head order by u.id) as is_in_run
          from unnest(v_heads, v_ids, v_rows) u(head, id, row_id)) s
    where s.is_in_run;
    -- the caller has locked the lanes
    select array_agg(s.row_id), array_agg(s.run_end) into v_lanes, v_ends
    from (select u.head, max(u.id) as run_end from unnest(v_heads, v_ids) u(head, id) group by u.head) r,
         lateral (select t.kind, t.ordering_key from task t where t.ctid = p_heads[r.head] offset 0) h,
         lateral (select l.ctid as row_id, r.run_end from lane l
                  where l.kind = h.kind and l.ordering_key = h.ordering_key offset 0) s;
    update lane l set run_end = u.run_end from unnest(v_lanes, v_ends) u(row_id, run_end) where l.ctid = u.row_id;
    return v_rows;
end $$;
