-- Makes parked tasks available, as soon as they may be; those kinds of which there was one. Skips what somebody has
-- locked: its lane is mended after that one's commit.
create or replace function ${pgqueue.schema}.unpark(p_ids bigint[])
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
    v_rows tid[];
begin
    v_rows := array(
        select s.row_id from unnest(p_ids) u(id),
             lateral (select t.ctid as row_id from task t
                      where t.id = u.id and t.status < 2 and t.available_at = 'infinity'
                      offset 0 for no key update skip locked) s);
    return query
        with ready as (
            update task t
            set available_at = greatest(t.not_before, clock_timestamp()), not_before = null
            where t.ctid = any (v_rows)
            returning t.kind)
        select distinct r.kind from ready r;
end $$;
