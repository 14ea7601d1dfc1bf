-- Once its parameters had other names, which 'or replace' cannot change; until the commit everybody has the one before.
drop function if exists ${pgqueue.schema}.skip_event(bigint, text, text);

-- Gives an event up that blocks its aggregate, or waits behind one that does: it is never sent, and what follows goes
-- on. Kept with who did it and why for as long as sent events are, if they are. False if there is no such event, or it
-- waits for nothing but its turn. Waits for the relay's present record, and the relay for this transaction.
create or replace function ${pgqueue.schema}.skip_event(id bigint, skipped_by text, reason text)
returns boolean language plpgsql security definer
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
    v_id bigint;
begin
    perform pg_advisory_xact_lock(hashtext('${pgqueue.schema}.outbox'));
    with gone as (
        delete from outbox o where o.id = skip_event.id and o.parked
        returning o.*),
    kept as (
        insert into outbox_sent (id, created_at, aggregate_type, aggregate_id, event_type, payload, headers, skipped_by,
                                 skip_reason, errors)
        select g.id, g.created_at, g.aggregate_type, g.aggregate_id, g.event_type, g.payload, g.headers,
               skip_event.skipped_by, skip_event.reason,
               (select b.errors from outbox_block b
                where b.aggregate_type = g.aggregate_type and b.aggregate_id = g.aggregate_id and b.event_id = g.id)
        from gone g
        where (select r.sent_ttl > interval '0' from outbox_relay r) is not false
        returning 1)
    select g.id into v_id from gone g;
    if v_id is null then
        return false;
    end if;
    perform free_aggregates(array[v_id]);
    return true;
end $$;
