-- Makes kinds known, and stores what the instances with their handlers declare. Null leaves a value as it is.
create or replace function ${pgqueue.schema}.register_kinds(
    p_names text[], p_max_attempts int[], p_terminal_ttls interval[], p_skip_exhausted boolean[] default null,
    p_logged boolean[] default null, p_log_ttls interval[] default null)
returns table (name text, id int) language plpgsql security definer
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
    v_name text;
begin
    -- both in the order of names, so that instances that start together cannot deadlock
    insert into kind (name)
    select u.name from unnest(p_names) u(name) where not exists (select from kind k where k.name = u.name)
    order by u.name
    -- in any index: two that insert the same name at once may meet in that of names without dashes first
    on conflict do nothing;
    select min(u.name) into v_name from unnest(p_names) u(name) where not exists (select from kind k where k.name = u.name);
    if v_name is not null then
        raise exception 'kind "%" differs from "%" by dashes alone', v_name,
                        (select k.name from kind k where replace(k.name, '-', '') = replace(v_name, '-', ''))
            using errcode = 'unique_violation', constraint = 'kind_name_without_dashes';
    end if;
    perform from kind k where k.name = any (p_names) order by k.name for update;
    update kind k set max_attempts = coalesce(u.max_attempts, k.max_attempts),
                      -- one that was set at run time stays in force
                      terminal_ttl = case when k.declared_ttl is null then coalesce(u.terminal_ttl, k.terminal_ttl)
                                          else k.terminal_ttl end,
                      declared_ttl = case when k.declared_ttl is not null then coalesce(u.terminal_ttl, k.declared_ttl) end,
                      skip_exhausted = coalesce(u.skip_exhausted, k.skip_exhausted),
                      logged = coalesce(u.logged, k.logged), log_ttl = coalesce(u.log_ttl, k.log_ttl)
    from unnest(p_names, p_max_attempts, p_terminal_ttls, p_skip_exhausted, p_logged, p_log_ttls)
         u(name, max_attempts, terminal_ttl, skip_exhausted, logged, log_ttl)
    where k.name = u.name and (coalesce(u.max_attempts, k.max_attempts) <> k.max_attempts
                               or u.terminal_ttl <> coalesce(k.declared_ttl, k.terminal_ttl)
                               or coalesce(u.skip_exhausted, k.skip_exhausted) <> k.skip_exhausted
                               or coalesce(u.logged, k.logged) <> k.logged
                               or coalesce(u.log_ttl, k.log_ttl) is distinct from k.log_ttl);
    return query select k.name, k.id from kind k where k.name = any (p_names);
end $$;
