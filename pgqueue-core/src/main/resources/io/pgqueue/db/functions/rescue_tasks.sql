-- Takes tasks from a dead worker, whose row the caller has locked, except those that somebody else has locked.
-- p_last_beat is null for a session, which has none.
-- All that come back are suspects, unless their kind does not count deaths: the next worker puts their start on record
-- before it runs them, so that no death is missed which comes between two beats. Of what had begun, the death is noted
-- with the task; where more workers died with it than its kind allows, it is set aside, whatever attempts it has left.
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
    v_aside tid[];
    v_ids   bigint[];
    v_death text := format('%s (%s)', p_worker_name,
                           to_char(coalesce(p_last_beat, clock_timestamp()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'));
begin
    v_rows := array(
        select s.row_id from unnest(p_ids) u(id),
             lateral (select t.ctid as row_id from task t
                      where t.id = u.id and t.worker = p_worker and t.status = 2 offset 0 for update skip locked) s);
    v_begun := array(select t.ctid from task t
                     where t.ctid = any (v_rows) and (t.id = any (p_begun) or t.begun_token = t.token));
    v_ids := array(select t.id from task t where t.ctid = any (v_begun));
    v_aside := array(select t.ctid from task t, lateral (select k.max_deaths from kind k where k.id = t.kind offset 0) k
                     where t.ctid = any (v_begun) and k.max_deaths > 0 and cardinality(t.deaths) >= k.max_deaths);
    return query
        select t.id, t.kind,
               case when t.cancel_reason is not null then 4
                    when t.ctid <> all (v_begun) then case when t.attempt > 1 or t.errors is not null then 1 else 0 end
                    when t.ctid = any (v_aside) then 5
                    when t.attempt >= case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end then 5
                    else 1 end::smallint
        from task t, lateral (select k.max_attempts from kind k where k.id = t.kind offset 0) k
        where t.ctid = any (v_rows);
    perform give_back(array(select u.row_id from unnest(v_rows) u(row_id) where u.row_id <> all (v_begun)),
                      format('worker %s died before it began this task', p_worker_name), true);
    perform fail(p_worker, p_worker_name, array_agg(t.id), array_agg(t.attempt), array_agg(t.token),
                 array_agg(case when t.ctid <> all (v_aside)
                                     and t.attempt < case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end
                                then 0 end::bigint),
                 array_agg(true), array_agg(null::text), array_agg(10),
                 array_agg(case when t.ctid = any (v_aside) then 'io.pgqueue.TaskSetAside'
                                else 'io.pgqueue.WorkerDied' end),
                 array_agg(case when t.ctid = any (v_aside)
                                then set_aside_text(t.deaths || v_death, k.max_deaths)
                                else format('worker %s died while it ran this task; ', p_worker_name)
                                     || coalesce(to_char(p_last_beat at time zone 'UTC',
                                                         '"its last heartbeat was at "YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                                 'its database session is gone') end),
                 array_agg(null::text))
    from task t, lateral (select k.max_attempts, k.max_deaths from kind k where k.id = t.kind offset 0) k
    where t.ctid = any (v_begun)
    having count(*) > 0;
    update task t set deaths = t.deaths || v_death
    from unnest(v_ids) u(id), lateral (select x.ctid as row_id, x.kind from task x where x.id = u.id offset 0) s
    where t.ctid = s.row_id and (select k.max_deaths > 0 from kind k where k.id = s.kind);
end $$;
