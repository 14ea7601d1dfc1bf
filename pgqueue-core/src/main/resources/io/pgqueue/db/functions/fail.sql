-- Records attempts that did not succeed; returns id and new status of those that the worker still held.
-- p_delays: milliseconds until the next attempt; null for none: the task is closed. p_cancel_reasons: not null if the
-- handler asked to cancel. p_counted: false gives the attempt back and keeps no error. A task that somebody asked to
-- cancel while it ran is cancelled, whatever else is said. One without attempts left blocks its ordering key, unless its
-- kind says otherwise.
-- One that is not counted and has no error has gone well: deaths of workers that ran the task before are forgotten.
create or replace function ${pgqueue.schema}.fail(
    p_worker int, p_worker_name text, p_ids bigint[], p_attempts int[], p_tokens bigint[], p_delays bigint[],
    p_counted boolean[], p_cancel_reasons text[], p_max_errors int[], p_types text[], p_messages text[],
    p_stack_traces text[])
returns table (task_id bigint, new_status smallint) language plpgsql security definer
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
    v_rows   tid[];
    v_status smallint[];
    v_ids    bigint[];
    v_kinds  int[];
    v_keys   text[];
    v_slots  limit_slot[];
    v_cancelled bigint[];
    v_failed bigint[];
begin
    -- the rows are locked here, so that they can be written by ctid below
    v_rows := array(
        select (select t.ctid from task t
                where t.id = u.id and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker
                  and t.status = 2 for update)
        from unnest(p_ids, p_attempts, p_tokens) with ordinality u(id, attempt, token, o) order by u.o);
    v_status := array(
        select (select case when t.cancel_reason is not null or u.cancel_reason is not null then 4
                            when u.delay is null then 5 else 1 end from task t where t.ctid = u.row_id)
        from unnest(v_rows, p_delays, p_cancel_reasons) with ordinality u(row_id, delay, cancel_reason, o)
        order by u.o);
    with again as (
        update task t
        set status = 1, worker = 0, token = 0,
            attempt = case when u.counted then t.attempt else t.attempt - 1 end,
            available_at = clock_timestamp() + u.delay * interval '1 millisecond',
            errors = case when u.counted
                          then with_error(t.errors, u.max_errors, t.attempt, p_worker_name, u.type, u.message,
                                          u.stack_trace)
                          else t.errors end,
            deaths = case when u.counted or u.type is not null then t.deaths end
        from unnest(v_rows, v_status, p_delays, p_counted, p_max_errors, p_types, p_messages, p_stack_traces)
             u(row_id, status, delay, counted, max_errors, type, message, stack_trace)
        where t.ctid = u.row_id and u.status = 1
        returning t.id, t.kind, t.partition_key, t.limited, t.logged,
                  case when u.counted then t.attempt else t.attempt + 1 end as attempt,
                  case when t.logged then left(concat_ws(': ', case when not u.counted then 'not counted' end,
                                                         u.type, u.message), 1000) end as reason),
    logged as (
        insert into task_log (task_id, kind, attempt, worker, from_status, to_status, reason)
        select a.id, a.kind, a.attempt, p_worker, 2, 1, nullif(a.reason, '') from again a
        where a.logged and (select true from kind k where k.log_ttl is not null limit 1))
    select array_agg((a.kind, coalesce(a.partition_key, ''), a.id)::limit_slot) filter (where a.limited) into v_slots
    from again a;
    if v_slots is not null then
        perform free_slots(v_slots);
    end if;
    with gone as (
        delete from task t
        using unnest(v_rows, v_status, p_counted, p_cancel_reasons, p_max_errors, p_types, p_messages, p_stack_traces)
              u(row_id, new_status, counted, reason, max_errors, type, message, stack_trace)
        where t.ctid = u.row_id and u.new_status <> 1
        returning t.*, u.new_status, u.counted, u.reason, u.max_errors, u.type, u.message, u.stack_trace),
    kept as (
        insert into closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt, max_attempts,
                                 worker, status, priority, payload, headers, external_key, errors, cancel_reason,
                                 ordering_key, partition_key, logged, group_id)
        select g.id, g.created_at, g.available_at, g.claimed_at, clock_timestamp(), g.kind, g.attempt, g.max_attempts,
               g.worker, g.new_status, g.priority, g.payload, g.headers, g.external_key,
               case when g.type is null or not g.counted then g.errors
                    else with_error(g.errors, g.max_errors, g.attempt, p_worker_name, g.type, g.message, g.stack_trace) end,
               case when g.new_status = 4 then coalesce(g.cancel_reason, g.reason) end, g.ordering_key, g.partition_key,
               g.logged, g.group_id
        from gone g),
    logged as (
        insert into task_log (task_id, kind, attempt, worker, from_status, to_status, reason)
        select g.id, g.kind, g.attempt, p_worker, 2, g.new_status,
               case when g.new_status = 4 then coalesce(g.cancel_reason, g.reason)
                    else nullif(left(concat_ws(': ', g.type, g.message), 1000), '') end
        from gone g where g.logged and (select true from kind k where k.log_ttl is not null limit 1))
    select array_agg(g.id) filter (where g.ordering_key is not null and g.new_status = 5),
           array_agg(g.kind) filter (where g.ordering_key is not null and g.new_status = 5),
           array_agg(g.ordering_key) filter (where g.ordering_key is not null and g.new_status = 5),
           array_agg((g.kind, coalesce(g.partition_key, ''), g.id)::limit_slot) filter (where g.limited),
           array_agg(g.group_id) filter (where g.group_id is not null and g.new_status = 4),
           array_agg(g.group_id) filter (where g.group_id is not null and g.new_status = 5)
    into v_ids, v_kinds, v_keys, v_slots, v_cancelled, v_failed
    from gone g;
    if v_ids is not null then
        perform block_lanes(v_ids, v_kinds, v_keys);
    end if;
    if v_slots is not null then
        perform free_slots(v_slots);
    end if;
    if v_cancelled is not null then
        perform count_members(v_cancelled, 0::smallint, 4::smallint);
    end if;
    if v_failed is not null then
        perform count_members(v_failed, 0::smallint, 5::smallint);
    end if;
    return query select u.id, u.status from unnest(p_ids, v_status) u(id, status) where u.status is not null;
end $$;
