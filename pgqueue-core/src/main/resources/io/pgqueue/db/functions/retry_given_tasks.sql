-- Gives those of the given tasks that have no attempts left further ones, as retry_task does; which they were. It waits for
-- nobody: what somebody else is at stays as it is.
create or replace function ${pgqueue.schema}.retry_tasks(ids bigint[], attempts int default 1)
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
    v_rows tid[];
    v_ids  bigint[];
begin
    perform check_range('attempts', attempts, 1, 1000000);
    v_rows := array(
        select s.row_id from unnest(ids) u(id),
             -- 'status + 0', or a plan of the time when the table was empty would look through the index on it
             lateral (select c.ctid as row_id from closed_task c where c.id = u.id and c.status + 0 = 5
                      offset 0 for update skip locked) s);
    v_ids := array(select c.id from closed_task c where c.ctid = any (v_rows));
    perform reopen_rows(v_rows, attempts);
    return query
        select s.* from unnest(v_ids) u(id),
             lateral (select t.id, t.kind, t.status, t.ordering_key from task t where t.id = u.id offset 0) s;
end $$;
