-- Locks waiting tasks of a kind whose partitions have limits: up to p_free, of those partitions that have not reached
-- theirs, in turn. To be called under the lock of limit_state; state is what is to be written there.
--
-- The walk begins behind the partition at which the last one ended, so that none starves another. One claim looks at some
-- 500 partitions and leaves the rest to the next one, for which it asks at once. A walk that took several claims to go
-- round asks for another one a second later: it cannot have seen what was added behind it.
create or replace function ${pgqueue.schema}.claim_partitions(
    p_limit ${pgqueue.schema}.kind_limit, p_free int, p_now timestamptz,
    out row_ids tid[], inout state ${pgqueue.schema}.limit_state)
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
    v_stop    text := coalesce(state.idle_since, state.last_partition);
    v_at      text := state.last_partition;
    v_wrapped boolean := v_at < v_stop collate "C";
    v_from    boolean := false;
    v_size    int := 16;
    v_seen    int := 0;
    v_next    text[];
    v_room    int[];
    v_until   timestamptz;
    v_rows    tid[];
    v_owners  text[];
    v_last    text;
begin
    row_ids := '{}';
    loop
        v_next := partitions_after(state.kind, v_at, v_from, v_size);
        if v_wrapped then
            v_next := array(select u.partition_key from unnest(v_next) u(partition_key)
                            where u.partition_key <= v_stop collate "C");
        end if;
        v_seen := v_seen + cardinality(v_next);
        select r.room, r.until into v_room, v_until from partition_room(p_limit, v_next, p_now) r;
        state.idle_until := least(state.idle_until, v_until);
        select coalesce(array_agg(s.row_id), '{}'), coalesce(array_agg(s.partition_key), '{}') into v_rows, v_owners
        from (select r.row_id, u.partition_key
              from unnest(v_next, v_room) u(partition_key, room),
                   lateral (select x.row_id
                            from generate_series(0, 9) p(priority),
                                 lateral (select t.ctid as row_id from task t
                                          where t.kind = p_limit.kind and t.partition_key = u.partition_key
                                            and t.priority = p.priority and t.available_at <= p_now and t.status < 2
                                          order by t.kind, t.partition_key, t.priority, t.available_at, t.id + 0
                                          limit u.room for no key update skip locked) x
                            limit u.room) r
              where u.room > 0
              limit p_free - cardinality(row_ids)) s;
        row_ids := row_ids || v_rows;
        v_last := coalesce(v_owners[cardinality(v_owners)], v_last);
        if cardinality(row_ids) = p_free then
            state.last_partition := v_last;
            state.idle_since := null;
            state.idle_until := 'infinity';
            return;
        end if;
        if cardinality(v_next) = v_size then
            v_at := v_next[v_size];
            v_from := false;
        elsif v_wrapped then
            state.last_partition := coalesce(v_last, v_stop);
            state.look_at := greatest(
                least(state.idle_until, case when state.idle_since is not null then p_now + interval '1 second' end),
                p_now + case when state.idle_since is null then 10 else 200 end * interval '1 millisecond');
            state.idle_since := null;
            state.idle_until := 'infinity';
            return;
        else
            v_at := '';
            v_from := true;
            v_wrapped := true;
        end if;
        if v_seen >= 450 and not v_from then
            state.last_partition := v_at;
            state.idle_since := v_stop;
            state.look_at := p_now;
            return;
        end if;
        v_size := least(2 * v_size, 128);
    end loop;
end $$;
