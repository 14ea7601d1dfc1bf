-- The schedules whose slots come next, those that are due first, with the time that it is.
create or replace function ${pgqueue.schema}.next_schedules(p_limit int)
returns table (name text, revision int, next_slot timestamptz, cron text, zone text, every_millis bigint, missed text,
               missed_limit int, checked_at timestamptz)
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
    v_now timestamptz := clock_timestamp();
begin
    return query
        select s.name, s.revision, s.next_slot, d.definition->>'cron', d.definition->>'zone',
               (d.definition->>'every_millis')::bigint, d.definition->>'missed', (d.definition->>'missed_limit')::int,
               v_now
        from schedule s, lateral (select coalesce(s.edited, s.declared) as definition offset 0) d
        where s.paused_at is null and s.retired_at is null and s.next_slot is not null
        order by s.next_slot limit p_limit;
end $$;
