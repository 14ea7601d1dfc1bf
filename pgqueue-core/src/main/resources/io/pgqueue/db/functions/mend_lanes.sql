-- Puts ordering keys right after a commit that may have left the first task of one parked: one that added a task (its id
-- is given) behind another which was done meanwhile, or that ended the head of a lane (null). Returns the kinds of which
-- something became ready. Cheap where nothing is wrong. To be called in a transaction of its own.
--
-- A lane that somebody has locked, or had, is locked in turn, in key order: whoever locks it later sees what we see. The
-- others are only read.
create or replace function ${pgqueue.schema}.mend_lanes(p_kinds int[], p_keys text[], p_ids bigint[])
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
    v_early tid[];
    v_ended tid[];
    v_next  bigint[];
    v_ready bigint[];
begin
    select array_agg(s.row_id), array_agg(s.row_id) filter (where s.id < s.head) into v_lanes, v_early
    from (select l.row_id, l.head, u.id
          from (select o.kind, o.key, min(o.id) as id from unnest(p_kinds, p_keys collate "C", p_ids) o(kind, key, id)
                group by o.kind, o.key order by o.kind, o.key) u,
               lateral (select l.ctid as row_id, l.head from lane l
                        where l.kind = u.kind and l.ordering_key = u.key
                          and (l.xmax <> '0'::xid or u.id < l.head
                               or (select t.id from task t
                                   where t.id = l.head and (t.status = 2 or t.available_at < 'infinity')) is null)
                        offset 0 for update) l) s;
    -- keys without a lane: nobody has claimed their first task yet, and nobody will if it is parked
    v_ready := array(
        select first_of_key(u.kind, u.key)
        from (select distinct o.kind, o.key from unnest(p_kinds, p_keys) o(kind, key)) u
        where (select l.head from lane l where l.kind = u.kind and l.ordering_key = u.key) is null);
    if v_lanes is not null then
        select array_agg(l.ctid) filter (where l.has_ended),
               array_agg(n.id) filter (where l.has_ended),
               v_ready || array_agg(l.head) filter (where not l.has_ended)
        into v_ended, v_next, v_ready
        from (select l.ctid, l.*,
                     -- of which a task without attempts left blocks the key
                     (select t.id from task t where t.id = l.head) is null
                     -- a worker still has what it claimed behind the head: the last of it ends last
                     and (select t.id from task t where t.id = l.run_end and t.status = 2) is null
                     and (select c.id from closed_task c where c.id = l.head and c.status + 0 = 5
                          and not (select k.skip_exhausted from kind k where k.id = c.kind)) is null as has_ended
              from lane l where l.ctid = any (v_lanes) offset 0) l
             -- after the head, because dead entries may lie before it
             left join lateral (select t.id from task t
                                where l.has_ended and t.kind = l.kind and t.ordering_key = l.ordering_key
                                  and t.id + 0 > case when l.from_start or l.ctid = any (v_early) then 0 else l.head end
                                order by t.kind, t.ordering_key, t.id + 0 limit 1) n on true;
        delete from lane l using unnest(v_ended, v_next) u(row_id, head) where l.ctid = u.row_id and u.head is null;
        update lane l set from_start = true
        where l.ctid = any (v_early) and l.ctid <> all (coalesce(v_ended, '{}'));
        update lane l set head = u.head, from_start = false
        from unnest(v_ended, v_next) u(row_id, head) where l.ctid = u.row_id;
    end if;
    return query select * from unpark(v_ready || v_next);
end $$;
