-- Deletes what was said of tasks that are being deleted. While nobody ever says anything, that is one look at an empty index.
create or replace function ${pgqueue.schema}.drop_messages(p_ids bigint[])
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
    if exists (select from task_message) then
        delete from task_message m using unnest(p_ids) u(id) where m.task_id = u.id;
    end if;
end $$;
