-- Counts what is in the outbox, for metrics; part of sample_counts. The scans are whole ones on purpose.
create or replace function ${pgqueue.schema}.count_outbox(p_now timestamptz)
returns void language plpgsql
set jit = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    if not exists (select from outbox) and not exists (select from outbox_count) then
        return;
    end if;
    insert into outbox_count as c (unsent, parked, blocked, given_up, oldest, sampled_at)
    select o.unsent, o.parked, b.blocked, b.given_up, o.oldest, p_now
    from (select count(*) as unsent, count(*) filter (where o.parked) as parked, min(o.created_at) as oldest
          from outbox o) o,
         (select count(*) as blocked, count(*) filter (where b.next_attempt_at = 'infinity') as given_up
          from outbox_block b where b.attempts > 0) b
    on conflict (id) do update
    set unsent = excluded.unsent, parked = excluded.parked, blocked = excluded.blocked, given_up = excluded.given_up,
        oldest = excluded.oldest, sampled_at = excluded.sampled_at;
end $$;
