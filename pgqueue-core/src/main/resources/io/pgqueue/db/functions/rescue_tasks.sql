-- Takes tasks from a dead worker, whose row the caller has locked, except those that somebody else has locked.
-- p_last_beat is null for a session, which has none.
create or replace function ${pgqueue.schema}.rescue_tasks(
    p_worker int, p_worker_name text, p_begun bigint[], p_last_beat timestamptz, p_ids bigint[])
returns table (task_id bigint, kind int, new_status smallint) language plpgsql
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
    v_rows  tid[];
    v_begun tid[];
begin
    v_rows := array(
        select s.row_id from unnest(p_ids) u(id),
             lateral (select t.ctid as row_id from task t
                      where t.id = u.id and t.worker = p_worker and t.status = 2 offset 0 for update skip locked) s);
    v_begun := array(select t.ctid from task t where t.ctid = any (v_rows) and t.id = any (p_begun));
    return query
        select t.id, t.kind,
               case when t.cancel_reason is not null then 4
                    when t.ctid <> all (v_begun) then case when t.attempt > 1 or t.errors is not null then 1 else 0 end
                    when t.attempt >= case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end then 5
                    else 1 end::smallint
        from task t, lateral (select k.max_attempts from kind k where k.id = t.kind offset 0) k
        where t.ctid = any (v_rows);
    perform release_rows(array(select u.row_id from unnest(v_rows) u(row_id) where u.row_id <> all (v_begun)),
                         format('worker %s died before it began this task', p_worker_name));
    perform fail(p_worker, p_worker_name, array_agg(t.id), array_agg(t.attempt), array_agg(t.token),
                 array_agg(case when t.attempt < case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end
                                then 0 end::bigint),
                 array_agg(true), array_agg(null::text), array_agg(10), array_agg('io.pgqueue.WorkerDied'::text),
                 array_agg(format('worker %s died while it ran this task; ', p_worker_name)
                           || coalesce(to_char(p_last_beat at time zone 'UTC',
                                               '"its last heartbeat was at "YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                       'its database session is gone')),
                 array_agg(null::text))
    from task t, lateral (select k.max_attempts from kind k where k.id = t.kind offset 0) k
    where t.ctid = any (v_begun)
    having count(*) > 0;
end $$;
