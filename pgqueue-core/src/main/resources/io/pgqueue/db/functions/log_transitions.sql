-- Turns the log of transitions of a kind on or off, from the tasks on that are added after the commit; those that exist
-- go on as they were added. ttl is how long it is kept, 3660 days at most; null leaves it, or is 7 days, and 0 turns the log
-- off, as the property does. Holds until an instance's code or properties say something else.
create or replace function ${pgqueue.schema}.log_transitions(kind text, enabled boolean default true, ttl interval default null)
returns void language plpgsql security definer
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
    v_kind int := kind_id(log_transitions.kind);
begin
    perform check_duration('ttl', ttl, '0', '3660 days');
    update kind k
    set logged = coalesce(enabled, k.logged) and ttl is distinct from '0',
        log_ttl = coalesce(nullif(ttl, '0'), k.log_ttl, '7 days')
    where k.id = v_kind;
end $$;
