-- Of the given rows of lane, those of keys that nobody holds any more: none of their run is running, and it did not end with
-- a task that blocks its key because it has no attempts left.
create or replace function ${pgqueue.schema}.free_lanes(p_lanes tid[])
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
begin
    return array(
        select l.ctid from lane l
        where l.ctid = any (p_lanes)
          and (select t.id from task t
               where t.kind = l.kind and t.ordering_key = l.ordering_key and t.id + 0 >= l.head and t.id + 0 <= l.run_end
                 and t.status = 2
               order by t.kind, t.ordering_key, t.id + 0 limit 1) is null
          and (select c.id from closed_task c where c.id = l.head and c.status + 0 = 5
               and not (select k.skip_exhausted from kind k where k.id = c.kind)) is null);
end $$;
