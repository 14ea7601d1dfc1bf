-- What the holder of the lease is to send next, in the order in which to send it. The last row holds no event, but in
-- settled the xid below which no transaction runs any more, in last_id the last event that was looked at behind p_after
-- (null: there is no further one), and in due_millis when an aggregate is to be tried again. No row: the lease is another's.
-- First come aggregates whose next attempt is due: of one whose last attempt failed the one event, else as many as fit.
-- They get half of the room at most, so that no backlog of one aggregate holds up the others. Then the others follow in
-- the order of ids. Those of blocked aggregates are parked on the way: each is walked over only once.
-- At about 16 MB of payloads a batch ends.
create or replace function ${pgqueue.schema}.outbox_fetch(p_token bigint, p_after bigint, p_limit int)
returns table (id bigint, created_at timestamptz, aggregate_type text, aggregate_id text, event_type text, payload text,
               headers text, attempt int, settled bigint, last_id bigint, due_millis bigint)
language plpgsql security definer
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
    v_now     timestamptz := clock_timestamp();
    v_room    int := greatest(p_limit / 2, 1);
    v_bytes   bigint := 0;
    v_most    constant bigint := 16777216;
    v_settled bigint;
    v_block   record;
    v_event   record;
    v_park    bigint[] := '{}';
    v_held    bigint[];
    v_seen    int := 0;
    v_last    bigint;
    v_parked  bigint;
begin
    if not exists (select from outbox_relay r where r.token = p_token) then
        return;
    end if;
    -- before the events are read: whatever ended before now is seen below
    v_settled := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
    for v_block in
        select b.* from outbox_block b where b.next_attempt_at <= v_now order by b.next_attempt_at limit v_room
    loop
        exit when v_room <= 0 or v_bytes > v_most;
        for v_event in
            select o.id, o.created_at, o.event_type, o.payload::text as payload, o.headers::text as headers
            from outbox o
            where o.parked and o.aggregate_type = v_block.aggregate_type and o.aggregate_id = v_block.aggregate_id
            order by o.aggregate_type, o.aggregate_id, o.id
            limit case when v_block.attempts > 0 then 1 else v_room end
        loop
            exit when v_bytes > v_most;
            id := v_event.id;
            created_at := v_event.created_at;
            aggregate_type := v_block.aggregate_type;
            aggregate_id := v_block.aggregate_id;
            event_type := v_event.event_type;
            payload := v_event.payload;
            headers := v_event.headers;
            attempt := case when v_event.id = v_block.event_id then v_block.attempts + 1 else 1 end;
            v_room := v_room - 1;
            v_bytes := v_bytes + coalesce(octet_length(payload), 0);
            return next;
        end loop;
    end loop;
    attempt := 1;
    for v_event in
        select o.id, o.created_at, o.aggregate_type, o.aggregate_id, o.event_type, o.payload::text as payload,
               o.headers::text as headers,
               exists (select from outbox_block b
                       where b.aggregate_type = o.aggregate_type and b.aggregate_id = o.aggregate_id) as blocked
        from outbox o where not o.parked and (o.id + 0) > p_after
        order by (o.id + 0) limit p_limit
    loop
        v_seen := v_seen + 1;
        v_last := v_event.id;
        if v_event.blocked then
            v_park := v_park || v_event.id;
        else
            id := v_event.id;
            created_at := v_event.created_at;
            aggregate_type := v_event.aggregate_type;
            aggregate_id := v_event.aggregate_id;
            event_type := v_event.event_type;
            payload := v_event.payload;
            headers := v_event.headers;
            v_bytes := v_bytes + coalesce(octet_length(payload), 0);
            return next;
        end if;
        if v_bytes > v_most then
            v_seen := p_limit;
            exit;
        end if;
    end loop;
    if v_park <> '{}' then
        -- so that no aggregate is freed meanwhile
        perform pg_advisory_xact_lock(hashtext('${pgqueue.schema}.outbox'));
        perform from outbox_relay r where r.token = p_token for share;
        if not found then
            -- what was given out will be refused when it is recorded
            v_park := '{}';
        end if;
        -- chosen first and by the primary key: the planner would start from all ready events
        v_held := array(
            select o.id from unnest(v_park) u(id),
                 lateral (select o.id, o.parked, o.aggregate_type, o.aggregate_id from outbox o
                          where o.id = u.id offset 0) o,
                 lateral (select from outbox_block b
                          where b.aggregate_type = o.aggregate_type and b.aggregate_id = o.aggregate_id offset 0) b
            where not o.parked);
        update outbox o set parked = true from unnest(v_held) u(id) where o.id >= u.id and o.id <= u.id;
        get diagnostics v_parked = row_count;
        if v_parked < cardinality(v_park) then
            -- freed just now: they are for the next look
            v_last := p_after;
            v_seen := p_limit;
        end if;
    end if;
    id := null;
    created_at := null;
    aggregate_type := null;
    aggregate_id := null;
    event_type := null;
    payload := null;
    headers := null;
    attempt := null;
    settled := v_settled;
    last_id := case when v_seen >= p_limit then v_last end;
    due_millis := (select ceil(extract(epoch from b.next_attempt_at - v_now) * 1000) from outbox_block b
                   where b.next_attempt_at > v_now and b.next_attempt_at < 'infinity'
                   order by b.next_attempt_at limit 1);
    return next;
end $$;
