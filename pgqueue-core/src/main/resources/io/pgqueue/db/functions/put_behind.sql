-- For a claim, when it has claimed: of the tasks that it found and locked, parks those that it did not claim because somebody
-- holds their ordering key, or because another task of their key is its first. Parked tasks stand at available_at =
-- 'infinity', where no claim looks. Whether that changed something, so that another claim may find what this one could not.
--
-- Up to 1,000 tasks behind those that were parked are parked with them, however few the claim was to find: a key with a long
-- queue, whose first task runs or is not due, would otherwise stand before the others' tasks for long.
--
-- The first task of a key that nobody holds is never left parked: each way to let go of a key makes it available, and tasks
-- are parked under the lock of the key's row alone.
create or replace function ${pgqueue.schema}.put_behind(p_rows tid[])
returns boolean language plpgsql
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
    v_lanes tid[];
    v_free  tid[];
    v_behind tid[];
    v_more   tid[];
    v_now    timestamptz := clock_timestamp();
begin
    -- what was claimed has moved on from its place
    v_lanes := array(
        select l.row_id
        from (select distinct t.kind, t.ordering_key from task t
              where t.ctid = any (p_rows) and t.ordering_key is not null order by t.kind, t.ordering_key) k
             left join lateral (select l.ctid as row_id from lane l
                                where l.kind = k.kind and l.ordering_key = k.ordering_key
                                offset 0 for update) l on true);
    if v_lanes = '{}' then
        return false;
    end if;
    v_free := free_lanes(v_lanes);
    v_behind := array(
        select t.ctid
        from task t, lateral (select l.ctid as row_id from lane l
                              where l.kind = t.kind and l.ordering_key = t.ordering_key offset 0) l
        where t.ctid = any (p_rows) and l.row_id = any (v_lanes)
          and (l.row_id <> all (v_free) or t.id <> first_of_key(t.kind, t.ordering_key)));
    v_more := array(
        select (select x.ctid from task x where x.ctid = n.row_id for no key update skip locked)
        from (select t.kind, t.ordering_key, max(t.id) as id, count(*) over () as keys
              from task t where t.ctid = any (v_behind)
              group by t.kind, t.ordering_key) f,
             lateral (select t.ctid as row_id, t.status, t.available_at from task t
                      where t.kind = f.kind and t.ordering_key = f.ordering_key and t.id + 0 > f.id
                      order by t.kind, t.ordering_key, t.id + 0 limit 1000 / f.keys) n
        where n.status < 2 and n.available_at <= v_now);
    update task t set available_at = 'infinity' where t.ctid = any (v_behind || v_more) and t.status < 2;
    perform release_lanes(v_free);
    return true;
end $$;
