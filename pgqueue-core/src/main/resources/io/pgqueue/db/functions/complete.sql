-- Records successes; returns the ids of those that the worker still held. A task of p_keep false is deleted with its
-- key, the others move to closed_task.
--
-- The deletes do not lock first: when somebody edits a row meanwhile, they follow the row and look again.
-- Their look-ups are ranges and not equalities, which could be merged: for that the planner considers to read a whole
-- index in its order, and does so once it believes that the table is empty.
-- While no kind has ever had a log, none is looked for: that subquery needs no row, and so is asked once, and before any.
create or replace function ${pgqueue.schema}.complete(
    p_worker int, p_ids bigint[], p_attempts int[], p_tokens bigint[], p_results text[], p_keep boolean[])
returns setof bigint language plpgsql security definer
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
    v_done  bigint[];
    v_ids   bigint[];
    v_kinds int[];
    v_keys  text[];
    v_slots limit_slot[];
    v_groups bigint[];
begin
    if true = any (p_keep) then
        with done as (
            delete from task t
            using unnest(p_ids, p_attempts, p_tokens, p_results, p_keep) u(id, attempt, token, result, keep)
            where u.keep and t.id >= u.id and t.id <= u.id
              and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker and t.status = 2
            returning t.*, u.result as given_result),
        kept as (
            insert into closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt,
                                     max_attempts, worker, status, priority, payload, headers, external_key, errors,
                                     result, ordering_key, partition_key, group_id)
            select d.id, d.created_at, d.available_at, d.claimed_at, clock_timestamp(), d.kind, d.attempt,
                   d.max_attempts, d.worker, 3, d.priority, d.payload, d.headers, d.external_key, d.errors,
                   d.given_result::jsonb, d.ordering_key, d.partition_key, d.group_id
            from done d),
        logged as (
            insert into task_log (task_id, kind, attempt, worker, from_status, to_status)
            select d.id, d.kind, d.attempt, p_worker, 2, 3 from done d
            where d.logged and (select true from kind k where k.log_ttl is not null limit 1))
        select array_agg(d.id),
               array_agg((d.kind, coalesce(d.partition_key, ''), d.id)::limit_slot) filter (where d.limited),
               array_agg(d.group_id) filter (where d.group_id is not null)
        into v_done, v_slots, v_groups
        from done d;
        if v_slots is not null then
            perform free_slots(v_slots);
        end if;
        if v_groups is not null then
            perform count_members(v_groups, 0::smallint, 3::smallint);
        end if;
        return query select u.id from unnest(v_done) u(id);
    end if;
    if false = any (p_keep) then
        with done as (
            delete from task t
            using unnest(p_ids, p_attempts, p_tokens, p_keep) u(id, attempt, token, keep)
            where not u.keep and t.id >= u.id and t.id <= u.id
              and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker and t.status = 2
            returning t.id, t.kind, t.attempt, t.external_key, t.limited, t.partition_key, t.logged, t.group_id),
        logged as (
            insert into task_log (task_id, kind, attempt, worker, from_status, to_status)
            select d.id, d.kind, d.attempt, p_worker, 2, 3 from done d
            where d.logged and (select true from kind k where k.log_ttl is not null limit 1))
        select array_agg(d.id),
               array_agg(d.id) filter (where d.external_key is not null),
               array_agg(d.kind) filter (where d.external_key is not null),
               array_agg(d.external_key) filter (where d.external_key is not null),
               array_agg((d.kind, coalesce(d.partition_key, ''), d.id)::limit_slot) filter (where d.limited),
               array_agg(d.group_id) filter (where d.group_id is not null)
        into v_done, v_ids, v_kinds, v_keys, v_slots, v_groups
        from done d;
        if v_slots is not null then
            perform free_slots(v_slots);
        end if;
        if v_ids is not null then
            perform free_keys(v_ids, v_kinds, v_keys);
        end if;
        perform drop_messages(v_done);
        perform drop_follow_ups(v_done);
        if v_groups is not null then
            perform count_members(v_groups, 0::smallint, 3::smallint);
        end if;
        return query select u.id from unnest(v_done) u(id);
    end if;
end $$;
