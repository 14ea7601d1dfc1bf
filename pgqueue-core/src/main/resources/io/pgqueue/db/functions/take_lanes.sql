-- For a claim: of locked, waiting tasks with ordering keys, those that may run because they are the heads of their
-- lanes, and up to p_followers behind each. Makes lanes that are missing, and parks the others.
--
-- Waits for nobody but other claims and mend_lanes: all make lanes, and then lock them, in key order, and the latter waits
-- for no task.
create or replace function ${pgqueue.schema}.take_lanes(p_rows tid[], p_followers int)
returns tid[] language plpgsql
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
    v_rows   tid[] := p_rows;
    v_kinds  int[];
    v_keys   text[];
    v_heads  tid[];
    v_runs   tid[];
    v_behind tid[];
    v_early  tid[];
    v_seen   tid[];
begin
    loop
        with made as (
            insert into lane (kind, ordering_key, head)
            select d.kind, d.ordering_key, first_of_key(d.kind, d.ordering_key)
            from (select distinct t.kind, t.ordering_key from task t
                  where t.ctid = any (v_rows)
                    and (select l.head from lane l where l.kind = t.kind and l.ordering_key = t.ordering_key) is null
                  order by t.kind, t.ordering_key) d
            on conflict do nothing
            returning kind, ordering_key, head)
        select array_agg(m.kind), array_agg(m.ordering_key) into v_kinds, v_keys from made m
        where (select t.ctid from task t where t.id = m.head) = any (v_rows) is not true;
        if v_kinds is not null then
            -- the head may have ended while we waited for the removal of its lane; or it is one that nobody has made ready
            update lane l set head = first_of_key(l.kind, l.ordering_key)
            from unnest(v_kinds, v_keys) u(kind, ordering_key)
            where l.kind = u.kind and l.ordering_key = u.ordering_key
              and (select t.id from task t where t.id = l.head) is null;
            perform unpark(array(select (select l.head from lane l where l.kind = u.kind and l.ordering_key = u.ordering_key)
                                 from unnest(v_kinds, v_keys) u(kind, ordering_key)));
        end if;
        -- under the lock of its lane nobody is just making a task the head
        select array_agg(s.row_id) filter (where s.head = s.id), array_agg(s.row_id) filter (where s.head <> s.id),
               array_agg(s.lane) filter (where s.head > s.id), array_agg(s.row_id)
        into v_runs, v_behind, v_early, v_seen
        from (select t.row_id, t.id, l.head, l.lane
              from (select t.ctid as row_id, t.id, t.kind, t.ordering_key from task t
                    where t.ctid = any (v_rows) order by t.kind, t.ordering_key) t,
                   lateral (select l.ctid as lane, l.head from lane l
                            where l.kind = t.kind and l.ordering_key = t.ordering_key
                            offset 0 for no key update) l) s;
        v_heads := v_heads || v_runs;
        update task t set available_at = 'infinity', not_before = null where t.ctid = any (v_behind);
        update lane l set from_start = true where l.ctid = any (v_early);
        exit when cardinality(v_seen) = cardinality(v_rows);
        -- somebody has removed the lanes of the others meanwhile
        v_rows := array(select u.row_id from unnest(v_rows) u(row_id) where u.row_id <> all (coalesce(v_seen, '{}')));
    end loop;
    if p_followers = 0 or v_heads is null then
        return v_heads;
    end if;
    return v_heads || lock_followers(v_heads, p_followers);
end $$;
