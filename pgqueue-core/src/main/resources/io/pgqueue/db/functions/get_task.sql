-- Claims tasks for this session: up to max_tasks, of one kind the most urgent first; kinds take turns at random. They
-- are the session's until complete_task, fail_task or release_task says otherwise, or until the session ends: then they
-- have failed. A claim is public, and cancel and the view tasks show it, once its transaction commits.
-- A task that came back from a dead worker comes alone, if max_tasks allows more: then it is known whose fault the next
-- death is.
-- id, attempt and token together are the claim: whoever has them may end it, on any session.
--
-- synchronous_commit is set here because claim sets it for what is left of a transaction, and this one is the caller's.
create or replace function ${pgqueue.schema}.get_task(kinds text[], max_tasks int default 1)
returns table (id bigint, kind text, attempt int, max_attempts int, token bigint, payload jsonb, headers jsonb,
               external_key text, priority int, created_at timestamptz, available_at timestamptz)
language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
set synchronous_commit = on
as $$
#variable_conflict use_column
declare
    v_kinds int[] := array(select kind_id(u.name) from (select distinct n from unnest(kinds) n) u(name) order by random());
    v_token bigint := hashtextextended(gen_random_uuid()::text, 0);
    v_kind  int;
    v_left  int := max_tasks;
    v_task  record;
    v_again boolean;
    v_suspects bigint[] := '{}';
    v_held  bigint[] := '{}';
    v_attempts int[] := '{}';
begin
    -- a look that writes and locks nothing: no row in worker for who asks an idle queue again and again
    if coalesce(next_due(v_kinds, 3153600000000), 1) > 0 then
        return;
    end if;
    foreach v_kind in array v_kinds loop
        loop
            v_again := false;
            for v_task in
                select * from claim(session_worker(), v_token, array[v_kind], array[v_left],
                                    array_fill(null::timestamptz, array[10]))
            loop
                if v_task.id < 0 then
                    v_suspects := v_suspects || -v_task.id;
                    continue;
                elsif v_task.id = 0 then
                    v_again := v_task.attempt = 1;
                    continue;
                elsif max_tasks > 1 and v_task.id = any (v_suspects) then
                    v_held := v_held || v_task.id;
                    v_attempts := v_attempts || v_task.attempt;
                    continue;
                end if;
                v_left := v_left - 1;
                return query
                    select v_task.id, k.name, v_task.attempt,
                           case when v_task.max_attempts > 0 then v_task.max_attempts else k.max_attempts end, v_token,
                           v_task.payload::jsonb, v_task.headers::jsonb, v_task.external_key, v_task.priority::int,
                           v_task.created_at, v_task.available_at::timestamptz
                    from kind k where k.id = v_kind;
            end loop;
            exit when v_left <= 0 or not v_again;
        end loop;
        exit when v_left <= 0;
    end loop;
    if v_left = max_tasks and v_held <> '{}' then
        return query
            select t.id, k.name, t.attempt, case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end, t.token,
                   t.payload, t.headers, t.external_key, t.priority::int, t.created_at, t.available_at
            from task t, lateral (select k.name, k.max_attempts from kind k where k.id = t.kind offset 0) k
            where t.id = v_held[1];
        v_held := v_held[2:];
        v_attempts := v_attempts[2:];
    end if;
    if v_held <> '{}' then
        perform release(session_worker(), v_held, v_attempts, array_fill(v_token, array[cardinality(v_held)]));
    end if;
end $$;
