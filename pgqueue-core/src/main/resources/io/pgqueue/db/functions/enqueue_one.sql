-- Adds one task without a key, and returns its id: what enqueue does, at half the cost. p_delay is in milliseconds from
-- now and beats p_available_at; null for neither. No plan here depends on statistics, so none is pinned: the kinds are few.
create or replace function ${pgqueue.schema}.enqueue_one(
    p_kind int, p_payload text, p_headers text, p_priority smallint, p_delay bigint, p_available_at timestamptz)
returns bigint language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_now timestamptz := clock_timestamp();
    v_id  bigint;
    v_logged boolean;
begin
    insert into task (id, created_at, available_at, kind, priority, payload, headers, logged)
    values (nextval('task_id'), v_now, coalesce(v_now + p_delay * interval '1 millisecond', p_available_at, v_now),
            p_kind, p_priority, p_payload::jsonb, p_headers::jsonb,
            exists (select from kind k where k.id = p_kind and k.log_ttl is not null and k.logged))
    returning id, logged into v_id, v_logged;
    if v_logged then
        insert into task_log (task_id, kind, attempt, to_status) values (v_id, p_kind, 0, 0);
    end if;
    return v_id;
end $$;
