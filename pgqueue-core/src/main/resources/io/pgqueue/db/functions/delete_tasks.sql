-- Deletes those of the given tasks that do not run, with their keys and logs; which they were. One that waits, or has no
-- attempts left, is cancelled first, which its group counts; its ordering key is to be looked at after the commit. It waits
-- for nobody: what somebody else is at, or whose key a caller is about to give to a newer task, stays.
create or replace function ${pgqueue.schema}.delete_tasks(ids bigint[])
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
    v_id   bigint;
    v_rows tid[];
    v_gone bigint[];
    v_kinds int[];
    v_keys  text[];
begin
    for v_id in select u.id from unnest(ids) u(id) order by u.id loop
        if (select t.id from task t where t.id = v_id and t.status < 2 for update skip locked) is not null
           or (select c.id from closed_task c where c.id = v_id and c.status + 0 = 5 for update skip locked) is not null then
            perform cancel(v_id, 'deleted');
        end if;
    end loop;
    v_rows := array(
        select s.row_id from unnest(ids) u(id),
             lateral (select c.ctid as row_id from closed_task c where c.id = u.id and c.status + 0 <= 4
                      offset 0 for update skip locked) s);
    -- as read before they are gone
    select array_agg(c.id), array_agg(c.kind), array_agg(c.ordering_key) into v_gone, v_kinds, v_keys
    from closed_task c where c.ctid = any (v_rows);
    perform delete_closed(v_rows);
    v_gone := array(select case when (select c.id from closed_task c where c.id = u.id) is null then u.id end
                    from unnest(v_gone) with ordinality u(id, o) order by u.o);
    delete from task_log l where l.task_id = any (v_gone);
    return query select u.id, u.kind, 4::smallint, u.key from unnest(v_gone, v_kinds, v_keys) u(id, kind, key)
                 where u.id is not null;
end $$;
