-- Forgets who added tasks that are being deleted, and what they added. While nobody adds follow-ups, that is one look at an
-- empty index.
create or replace function ${pgqueue.schema}.drop_follow_ups(p_ids bigint[])
returns void language plpgsql
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
    if exists (select from task_follow_up) then
        delete from task_follow_up f using unnest(p_ids) u(id) where f.task_id = u.id;
        delete from task_follow_up f using unnest(p_ids) u(id) where f.follow_up_id = u.id;
    end if;
end $$;
