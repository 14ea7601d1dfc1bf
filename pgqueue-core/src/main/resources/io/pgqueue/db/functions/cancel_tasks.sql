-- Cancels those of the given tasks that can be, one by one in the order of their ids, as cancel does; with the status that
-- each has now: 4, or 2 if it was asked to stop. null for one that somebody else is at: to wait for him while tasks are
-- locked could be a deadlock, so that is to be cancelled by itself afterwards.
create or replace function ${pgqueue.schema}.cancel_tasks(ids bigint[], reason text default null)
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
    v_id     bigint;
    v_status smallint;
begin
    for v_id in select u.id from unnest(ids) u(id) order by u.id loop
        if (select t.id from task t where t.id = v_id) is null
           or (select t.id from task t where t.id = v_id for update skip locked) is not null then
            v_status := cancel(v_id, left(coalesce(reason, 'cancelled'), 1000));
            continue when v_status is null;
        else
            v_status := null;
        end if;
        return query
            select v_id, s.kind, v_status, s.ordering_key
            from (select t.kind, t.ordering_key from task t where t.id = v_id
                  union all
                  select c.kind, c.ordering_key from closed_task c where c.id = v_id) s;
    end loop;
end $$;
