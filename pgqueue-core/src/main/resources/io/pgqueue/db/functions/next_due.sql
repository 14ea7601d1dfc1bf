-- Milliseconds until the next deferred task of the given kinds can run, or one that a limit delays; null if there is
-- none.
-- p_since: milliseconds since the caller's last claim began. What has become due since then counts as well, and gives
-- zero or less: that claim could not see it, and nobody would look for it again.
create or replace function ${pgqueue.schema}.next_due(p_kinds int[], p_since bigint default 0)
returns bigint language plpgsql stable security definer
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
    v_now  timestamptz := clock_timestamp();
    v_from timestamptz := v_now - p_since * interval '1 millisecond';
    v_next timestamptz;
begin
    select min(a.available_at) into v_next
    from (select s.available_at
          from unnest(p_kinds) u(kind), generate_series(0, 9) p(priority),
               lateral (select t.available_at from task t
                        where t.kind = u.kind and t.priority = p.priority and t.available_at > v_from
                          and t.available_at < 'infinity' and t.status < 2
                        order by t.kind, t.priority, t.available_at limit 1) s
          union all
          select s.look_at from unnest(p_kinds) u(kind),
               lateral (select s.look_at from limit_state s where s.kind = u.kind and s.look_at < 'infinity' offset 0) s
          where s.look_at > v_from) a;
    return ceil(extract(epoch from v_next - v_now) * 1000)::bigint;
end $$;
