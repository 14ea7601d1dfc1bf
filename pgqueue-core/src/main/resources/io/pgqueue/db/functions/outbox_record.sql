-- Records, in the name of the relay with that token, what became of events: those of p_sent leave the outbox; those of
-- p_failed block their aggregate, after as many attempts, for as many milliseconds (null: until somebody skips or resends
-- the event), and with p_unsent, those of their aggregates that were to come after them, they are parked.
-- Returns a checkpoint of the sequence, for the relay's cursor: each id up to last_id is that of a transaction whose xid is
-- below next_xid. open_id is the first event that is left as it was, since its aggregate has been freed
-- meanwhile. No row: the lease is another's, and nothing was written.
create or replace function ${pgqueue.schema}.outbox_record(
    p_token bigint, p_sent bigint[], p_unsent bigint[], p_failed bigint[], p_attempts int[], p_delays bigint[],
    p_max_errors int, p_types text[], p_messages text[], p_stack_traces text[])
returns table (last_id bigint, next_xid bigint, open_id bigint) language plpgsql security definer
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
    v_relay outbox_relay;
    v_park  bigint[];
begin
    -- the sequence first: its ids were given out by transactions that had an xid, and ours comes after those
    if pg_current_xact_id_if_assigned() is null then
        last_id := (select case when s.is_called then s.last_value else 0 end from task_id s);
        next_xid := pg_current_xact_id()::text::bigint;
    end if;
    perform pg_advisory_xact_lock(hashtext('${pgqueue.schema}.outbox'));
    select r.* into v_relay from outbox_relay r where r.token = p_token for share;
    if not found then
        return;
    end if;
    if v_relay.sent_ttl > interval '0' then
        with gone as (
            delete from outbox o using unnest(p_sent) u(id) where o.id >= u.id and o.id <= u.id
            returning o.*)
        insert into outbox_sent (id, created_at, aggregate_type, aggregate_id, event_type, payload, headers)
        select g.id, g.created_at, g.aggregate_type, g.aggregate_id, g.event_type, g.payload, g.headers from gone g;
    else
        delete from outbox o using unnest(p_sent) u(id) where o.id >= u.id and o.id <= u.id;
    end if;
    insert into outbox_block as b (aggregate_type, aggregate_id, event_id, attempts, next_attempt_at, errors)
    select o.aggregate_type, o.aggregate_id, o.id, u.attempts,
           coalesce(clock_timestamp() + u.delay * interval '1 millisecond', 'infinity'),
           with_error(null, p_max_errors, u.attempts, v_relay.worker, u.type, u.message, u.stack_trace)
    from unnest(p_failed, p_attempts, p_delays, p_types, p_messages, p_stack_traces)
         u(id, attempts, delay, type, message, stack_trace), lateral
         (select o.id, o.aggregate_type, o.aggregate_id from outbox o where o.id = u.id offset 0) o
    on conflict (aggregate_type, aggregate_id) do update
    set event_id = excluded.event_id, attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
        errors = case when b.event_id = excluded.event_id
                      then with_error(b.errors, p_max_errors, excluded.attempts, v_relay.worker,
                                      excluded.errors->0->>'type', excluded.errors->0->>'message',
                                      excluded.errors->0->>'stackTrace')
                      else excluded.errors end;
    if p_failed <> '{}' then
        -- chosen first and by the primary key: the planner would start from all ready events
        v_park := array(
            select o.id from unnest(p_failed || p_unsent) u(id),
                 lateral (select o.id, o.parked, o.aggregate_type, o.aggregate_id from outbox o
                          where o.id = u.id offset 0) o,
                 lateral (select from outbox_block b
                          where b.aggregate_type = o.aggregate_type and b.aggregate_id = o.aggregate_id offset 0) b
            where not o.parked);
        update outbox o set parked = true from unnest(v_park) u(id) where o.id >= u.id and o.id <= u.id;
        open_id := (select min(o.id) from unnest(p_failed || p_unsent) u(id), lateral
                        (select o.id, o.parked from outbox o where o.id = u.id offset 0) o where not o.parked);
    end if;
    perform free_aggregates(p_sent);
    return next;
end $$;
