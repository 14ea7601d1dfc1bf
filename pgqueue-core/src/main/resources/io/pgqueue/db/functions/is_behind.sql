-- Says of each new task whether it has to wait behind others of its ordering key: behind one in the same call, behind
-- a live one, or in a lane. A task that is not added, because another one holds its external key, does not count.
-- Locks nothing. What it sees may be done by the time the caller commits: mend_lanes puts that right afterwards.
create or replace function ${pgqueue.schema}.is_behind(p_kinds int[], p_ordering_keys text[], p_ids bigint[], p_taken bigint[])
returns boolean[] language plpgsql
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
    return array(
        select u.key is not null
               and (u.place > 1
                   or (select l.head from lane l where l.kind = u.kind and l.ordering_key = u.key) is not null
                   -- one that is likely live, from the end, before those that are done
                   or (select t.id from task t
                       where t.kind = u.kind and t.ordering_key = u.key
                       order by t.kind desc, t.ordering_key desc, t.id + 0 desc limit 1) is not null)
        from (select o.kind, o.key, o.o,
                     row_number() over (partition by o.kind, o.key, o.id = o.taken order by o.o) as place
              from unnest(p_kinds, p_ordering_keys collate "C", p_ids, p_taken) with ordinality o(kind, key, id, taken, o)) u
        order by u.o);
end $$;
