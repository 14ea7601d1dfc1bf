-- Looks at ordering keys after a commit that may have ended who holds them, or may have taken away the first task of a key
-- that nobody holds, so that the next one is parked. Returns the kinds of which something may run now. To be called in a
-- transaction of its own, which need not be durable: what is lost of it, sweep_lanes finds.
create or replace function ${pgqueue.schema}.mend_lanes(p_kinds int[], p_keys text[])
returns setof int language plpgsql security definer
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
    v_lanes tid[];
begin
    perform set_config('synchronous_commit', 'off', true);
    insert into lane (kind, ordering_key, head, run_end)
    select u.kind, u.key, 0, 0
    from (select distinct o.kind, o.key from unnest(p_kinds, p_keys collate "C") o(kind, key)) u
    where (select l.head from lane l where l.kind = u.kind and l.ordering_key = u.key) is null
      and (select t.available_at from task t where t.kind = u.kind and t.ordering_key = u.key
           order by t.kind, t.ordering_key, t.id + 0 limit 1) = 'infinity'
    order by u.kind, u.key
    on conflict do nothing;
    v_lanes := array(
        select l.row_id
        from (select distinct o.kind, o.key from unnest(p_kinds, p_keys collate "C") o(kind, key) order by o.kind, o.key) u,
             lateral (select l.ctid as row_id from lane l where l.kind = u.kind and l.ordering_key = u.key
                      offset 0 for update) l);
    return query select * from release_lanes(free_lanes(v_lanes));
end $$;
