-- Once its parameters had other names, which 'or replace' cannot change; until the commit everybody has the one before.
drop function if exists ${pgqueue.schema}.resend_event(bigint);

-- Sends an event that failed at once, and with a new budget of attempts; its errors stay. False if it blocks nothing.
-- Waits for the relay's present record, and the relay for this transaction.
create or replace function ${pgqueue.schema}.resend_event(id bigint)
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
begin
    perform pg_advisory_xact_lock(hashtext('${pgqueue.schema}.outbox'));
    update outbox_block b set attempts = 0, next_attempt_at = clock_timestamp()
    where b.event_id = resend_event.id and b.attempts > 0;
    return found;
end $$;
