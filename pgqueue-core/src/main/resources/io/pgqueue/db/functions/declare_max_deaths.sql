-- Stores what the instances with these kinds' handlers declare, where it differs from what is known; kinds in their order,
-- so that instances that start together cannot deadlock.
create or replace function ${pgqueue.schema}.declare_max_deaths(p_kinds int[], p_max_deaths int[])
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
begin
    if exists (select from unnest(p_kinds, p_max_deaths) u(kind, max_deaths),
                    lateral (select k.max_deaths from kind k where k.id = u.kind offset 0) k
               where k.max_deaths <> u.max_deaths) then
        perform from kind k where k.id = any (p_kinds) order by k.id for update;
        update kind k set max_deaths = u.max_deaths
        from unnest(p_kinds, p_max_deaths) u(kind, max_deaths)
        where k.id = u.kind and k.max_deaths <> u.max_deaths;
    end if;
end $$;
