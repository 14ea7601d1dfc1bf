-- Whether a task's present attempt counts within limits of its kind.
create or replace function ${pgqueue.schema}.is_limited(p_id bigint)
returns boolean language plpgsql stable security definer
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
    return (select t.limited from task t where t.id = p_id);
end $$;
