-- The tasks that a worker runs. They have no index of their own and are found by the ready index, among those that are
-- available; a minute more, in case the server's clock was set back since the claim. Those that
-- were claimed behind the head of a lane are found by the lane.
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
                 select s.id from lane l,
                      lateral (select t.id, t.worker, t.status from task t
                               where t.kind = l.kind and t.ordering_key = l.ordering_key
                               order by t.kind, t.ordering_key, t.id + 0 limit 100) s
                 where s.worker = p_worker and s.status = 2);
end $$;
