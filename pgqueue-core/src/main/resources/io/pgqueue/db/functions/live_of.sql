-- Those of the given tasks that are live, in their order.
create or replace function ${pgqueue.schema}.live_of(p_ids bigint[])
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
begin
    return array(select s.id from unnest(p_ids) with ordinality u(id, o),
                      lateral (select t.id from task t where t.id = u.id offset 0) s order by u.o);
end $$;
