-- Makes a schedule at run time, or changes the one of this name. One whose times are as before keeps its slot; p_next is
-- the first slot of any other. One that is no longer declared lives on without an owner.
create or replace function ${pgqueue.schema}.save_schedule(
    p_name text, p_definition text, p_payload text, p_next timestamptz)
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
declare
    v_edited jsonb := p_definition::jsonb || jsonb_build_object('payload', p_payload::jsonb);
begin
    insert into schedule as s (name, edited, next_slot) values (p_name, v_edited, p_next)
    on conflict (name) do update
    set edited = v_edited, revision = s.revision + 1,
        next_slot = case when s.retired_at is not null
                           or not coalesce(s.edited, s.declared) @> (v_edited - '{kind,payload,headers,priority,jitter_millis,missed,missed_limit,overlap}'::text[])
                         then p_next else s.next_slot end,
        owner = case when s.retired_as = 'undeclared' then null else s.owner end,
        declared = case when s.retired_as = 'undeclared' then null else s.declared end,
        retired_at = null, retired_as = null;
end $$;
