-- The tasks that a worker runs. They have no index of their own and are found by the ready index, among those that are
-- available; a minute more, in case the server's clock was set back since the claim. Those that were parked when they were
-- claimed are found by the row of their ordering key.
create or replace function ${pgqueue.schema}.running_of(p_worker int)
returns bigint[] language plpgsql
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
    v_now timestamptz := clock_timestamp();
begin
    return array(select s.id from kind k, generate_series(0, 9) p(priority),
                      lateral (select t.id from task t
                               where t.kind = k.id and t.priority = p.priority
                                 and t.available_at <= v_now + interval '1 minute'
                                 and t.worker = p_worker and t.status = 2 offset 0) s
                 union
                 select s.id from (select l.* from lane l order by l.kind, l.ordering_key offset 0) l,
                      lateral (select t.id from task t
                               where t.kind = l.kind and t.ordering_key = l.ordering_key
                                 and t.id + 0 >= l.head and t.id + 0 <= l.run_end
                                 and t.worker = p_worker and t.status = 2 offset 0) s);
end $$;
