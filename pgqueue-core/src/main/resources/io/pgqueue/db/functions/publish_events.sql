-- Adds events in the caller's transaction; their ids in the given order. Checks nothing and locks nothing.
-- The transaction has its xid before any of its events has an id: on that rests how far the relay's cursor may go.
create or replace function ${pgqueue.schema}.publish_events(
    p_aggregate_types text[], p_aggregate_ids text[], p_event_types text[], p_payloads text[], p_headers text[])
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
begin
    perform pg_current_xact_id();
    return query
        insert into outbox (id, created_at, aggregate_type, aggregate_id, event_type, payload, headers)
        select nextval('${pgqueue.schema}.task_id'), clock_timestamp(), u.aggregate_type, u.aggregate_id, u.event_type,
               u.payload::jsonb, u.headers::jsonb
        from unnest(p_aggregate_types, p_aggregate_ids, p_event_types, p_payloads, p_headers)
             u(aggregate_type, aggregate_id, event_type, payload, headers)
        returning id;
end $$;
