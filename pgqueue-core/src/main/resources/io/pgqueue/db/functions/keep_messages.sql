-- Keeps what a worker's attempts said, of those that still have their tasks; of each task the last 200 messages.
create or replace function ${pgqueue.schema}.keep_messages(
    p_worker int, p_ids bigint[], p_attempts int[], p_tokens bigint[], p_times timestamptz[], p_messages text[])
returns void language plpgsql security definer
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
    insert into task_message (task_id, attempt, at, message)
    select u.id, u.attempt, u.at, u.message
    from unnest(p_ids, p_attempts, p_tokens, p_times, p_messages) with ordinality u(id, attempt, token, at, message, o)
    where exists (select from task t
                  where t.id = u.id and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker
                    and t.status = 2)
    order by u.o;
    delete from task_message m
    where m.ctid = any (array(
        select s.row_id from (select distinct unnest(p_ids) as id) u,
             lateral (select o.ctid as row_id from task_message o where o.task_id = u.id
                      order by o.task_id desc, o.id desc offset 200) s));
end $$;
