-- Adds any number of tasks and says, in their order, what became of each: outcome 0 added, 1 replaced, 2 duplicate.
-- p_keys is null where no task has a key. p_delays are milliseconds from now and beat p_available_at; null for neither.
-- p_partition_keys: null for none; in a kind whose partitions have limits that is the partition ''.
-- p_modes, for tasks with a key: 0 keep, 1 replace what waits, 2 add if closed; null for 0 everywhere.
-- p_ordering_keys is null where no task has one. Nobody is asked whether a task has to wait behind others of its key: that is
-- for claims to find out.
-- p_group: of which group what is added becomes a member; enqueue_group counts it.
--
-- 'on conflict do nothing', then a look at what is there, in a loop: 'do update' would lock keys that exist inside the
-- caller's transaction, and a completion that deletes one would wait for it. The loop ends, because a key that is
-- neither inserted nor visible was deleted in between; at a higher isolation the insert fails instead.
create or replace function ${pgqueue.schema}.enqueue(
    p_kinds int[], p_keys text[], p_payloads text[], p_headers text[], p_priorities smallint[],
    p_delays bigint[], p_available_at timestamptz[], p_modes smallint[],
    p_ordering_keys text[] default null, p_partition_keys text[] default null, p_group bigint default null)
returns table (task_id bigint, outcome smallint) language plpgsql security definer
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
    v_now   timestamptz := clock_timestamp();
    v_ids   bigint[];
    v_taken bigint[];
    v_outcomes smallint[];
    v_logged int[];
begin
    v_ids := array(select nextval('task_id') from generate_series(1, cardinality(p_kinds)));
    v_taken := v_ids;
    if p_keys is not null then
        v_taken := take_keys(p_kinds, p_keys, v_ids, p_modes);
    end if;
    v_logged := array(select k.id from kind k where k.id = any (p_kinds) and k.log_ttl is not null and k.logged);
    insert into task (id, created_at, available_at, kind, priority, payload, headers, external_key, ordering_key,
                      partition_key, logged, group_id)
    select u.id, v_now, coalesce(v_now + u.delay * interval '1 millisecond', u.available_at, v_now),
           u.kind, u.priority, u.payload::jsonb, u.headers::jsonb, u.key, u.ordering_key,
           u.partition_key, u.kind = any (v_logged), p_group
    from unnest(v_ids, v_taken, p_kinds, p_priorities, p_payloads, p_headers, p_keys, p_delays, p_available_at,
                p_ordering_keys, p_partition_keys)
         u(id, taken, kind, priority, payload, headers, key, delay, available_at, ordering_key, partition_key)
    where u.taken = u.id;
    if v_logged <> '{}' then
        insert into task_log (task_id, kind, attempt, to_status)
        select u.id, u.kind, 0, 0 from unnest(v_ids, v_taken, p_kinds) u(id, taken, kind)
        where u.taken = u.id and u.kind = any (v_logged);
    end if;
    if v_taken = v_ids then
        return query select u.id, 0::smallint from unnest(v_ids) u(id);
        return;
    end if;
    v_outcomes := array(select case when u.taken = u.id then 0 else 2 end::smallint
                        from unnest(v_ids, v_taken) with ordinality u(id, taken, o) order by u.o);
    if 1 = any (p_modes) then
        v_outcomes := replace_waiting(v_taken, v_outcomes, p_payloads, p_headers, p_priorities, p_delays,
                                      p_available_at, p_modes);
    end if;
    return query select u.taken, u.outcome from unnest(v_taken, v_outcomes) with ordinality u(taken, outcome, o)
                 order by u.o;
end $$;
