-- The kind of a task, live or closed, as the calling statement saw it when it began; null if there is none.
create or replace function ${pgqueue.schema}.kind_of_task(p_id bigint)
returns int language plpgsql stable security definer
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
    return coalesce((select t.kind from task t where t.id = p_id), (select c.kind from closed_task c where c.id = p_id));
end $$;
