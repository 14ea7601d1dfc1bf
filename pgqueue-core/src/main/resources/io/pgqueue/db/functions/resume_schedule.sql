-- Ends the pause of a schedule, with its next slot as the caller has reckoned it from that revision. False if there is no
-- such schedule, it is not paused, or it has another revision by now.
create or replace function ${pgqueue.schema}.resume_schedule(p_name text, p_revision int, p_next timestamptz)
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
    update schedule s set paused_at = null, next_slot = p_next
    where s.name = p_name and s.paused_at is not null and s.revision = p_revision;
    return found;
end $$;
