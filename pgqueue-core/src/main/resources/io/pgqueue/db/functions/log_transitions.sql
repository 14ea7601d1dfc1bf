-- Turns the log of transitions of a kind on or off, from the tasks on that are added after the commit; those that exist
-- go on as they were added. ttl is how long it is kept; null leaves it, or is 7 days. Holds until an instance's code or
-- properties say something else.
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
    update kind k set logged = coalesce(enabled, k.logged), log_ttl = coalesce(ttl, k.log_ttl, '7 days') where k.id = v_kind;
end $$;
