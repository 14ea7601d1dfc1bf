-- Gives keys whose tasks are closed to new tasks of mode 2 that do not hold one yet, in key order.
-- Only a key whose task is closed is locked: no completion deletes that one, and so none waits for the caller.
create or replace function ${pgqueue.schema}.pass_keys_on(
    p_kinds int[], p_keys text[], p_ids bigint[], p_taken bigint[], p_modes smallint[])
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
declare
    v_rows tid[];
    v_ids  bigint[];
begin
    select array_agg(s.row_id), array_agg(s.id) into v_rows, v_ids
    from (select u.id, (select k.ctid from task_key k where k.kind = u.kind and k.external_key = u.key for update) as row_id
          from (select o.kind, o.key, min(o.id) as id
                from unnest(p_kinds, p_keys collate "C", p_ids, p_taken, p_modes) o(kind, key, id, taken, mode)
                where o.mode = 2 and o.key is not null and o.taken is null
                group by o.kind, o.key order by o.kind, o.key) u
          where (select case when k.task_id = u.id then 0 else (select t.id from task t where t.id = k.task_id) end
                 from task_key k where k.kind = u.kind and k.external_key = u.key) is null) s;
    -- a statement of its own, so that it sees who came first while we waited for a lock
    update task_key k set task_id = u.id
    from unnest(v_rows, v_ids) u(row_id, id)
    where k.ctid = u.row_id and (select t.id from task t where t.id = k.task_id) is null;
end $$;
