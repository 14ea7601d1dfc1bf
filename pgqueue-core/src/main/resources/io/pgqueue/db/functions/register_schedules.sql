-- Makes the schedules known that an application declares; p_retire also retires those that it declared before and no
-- longer does.
-- One whose times are as before keeps its slot, so that what it missed is noticed; p_next is the first slot of the
-- others. What was said at run time stays in force. Returns those that belong to another application with its name,
-- and has then changed nothing.
create or replace function ${pgqueue.schema}.register_schedules(
    p_owner text, p_names text[], p_definitions text[], p_payloads text[], p_next timestamptz[],
    p_retire boolean)
returns table (name text, owner text) language plpgsql security definer
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
begin
    -- all of them in the order of names, so that instances that start together cannot deadlock
    perform from schedule s where s.owner = p_owner or s.name = any (p_names) order by s.name for no key update;
    return query select s.name, s.owner from schedule s
                 where s.name = any (p_names) and s.owner <> p_owner and s.retired_at is null order by s.name;
    if found then
        return;
    end if;
    insert into schedule (name, owner, declared, next_slot)
    select u.name, p_owner, u.definition::jsonb || jsonb_build_object('payload', u.payload::jsonb), u.next_slot
    from unnest(p_names, p_definitions, p_payloads, p_next) u(name, definition, payload, next_slot)
    where not exists (select from schedule s where s.name = u.name)
    order by u.name
    on conflict (name) do nothing;
    update schedule s
    set owner = p_owner, declared = u.declared,
        revision = s.revision + 1,
        next_slot = case when s.retired_as = 'undeclared'
                           or s.edited is null
                              and not s.declared @> (u.declared - '{kind,payload,headers,priority,jitter_millis,missed,missed_limit,overlap}'::text[])
                         then u.next_slot else s.next_slot end,
        retired_at = case when s.retired_as = 'removed' then s.retired_at end,
        retired_as = case when s.retired_as = 'removed' then s.retired_as end
    from (select u.name, u.definition::jsonb || jsonb_build_object('payload', u.payload::jsonb) as declared, u.next_slot
          from unnest(p_names, p_definitions, p_payloads, p_next) u(name, definition, payload, next_slot) offset 0) u
    where s.name = u.name
      and (s.declared is distinct from u.declared or s.owner is distinct from p_owner or s.retired_as = 'undeclared');
    update schedule s
    set retired_at = clock_timestamp(), retired_as = 'undeclared', revision = s.revision + 1
    where p_retire and s.owner = p_owner and s.retired_at is null and s.name <> all (p_names);
end $$;
