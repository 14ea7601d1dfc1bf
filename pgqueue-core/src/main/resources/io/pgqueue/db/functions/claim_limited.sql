-- Locks waiting tasks of those of these kinds that have limits, up to p_free of each; they count as running and started,
-- at claimed_at, from now on. The locks are taken in the order of kinds, so that claims cannot deadlock.
create or replace function ${pgqueue.schema}.claim_limited(
    p_kinds int[], p_free int[], out row_ids tid[], out claimed_at timestamptz)
language plpgsql
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
    v_kinds int[];
    v_next  record;
begin
    v_kinds := array(
        select u.kind
        from unnest(p_kinds, p_free) u(kind, free),
             lateral (select from kind k where k.id = u.kind and k.limited and k.paused_at is null offset 0) k,
             limit_state s
        where u.free > 0 and s.kind = u.kind
        order by u.kind for no key update of s);
    claimed_at := clock_timestamp();
    row_ids := '{}';
    for v_next in
        select u.kind, u.free from unnest(p_kinds, p_free) u(kind, free) where u.kind = any (v_kinds)
    loop
        row_ids := row_ids || claim_limited_kind(v_next.kind, v_next.free, claimed_at);
    end loop;
end $$;
