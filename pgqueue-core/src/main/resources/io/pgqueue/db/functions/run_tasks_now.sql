-- Makes those of the given tasks that wait available at once, one by one in the order of their ids, as run_now does.
create or replace function ${pgqueue.schema}.run_tasks_now(ids bigint[])
returns table (task_id bigint, kind int, status smallint, ordering_key text) language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
#variable_conflict use_column
declare
    v_id bigint;
begin
    for v_id in select u.id from unnest(ids) u(id) order by u.id loop
        if run_now(v_id) then
            return query select t.id, t.kind, t.status, t.ordering_key from task t where t.id = v_id;
        end if;
    end loop;
end $$;
