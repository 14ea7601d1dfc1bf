-- Locks waiting tasks of a kind that has limits, as many as these and p_free allow; they count as running and started
-- from now on. To be called under the lock of limit_state, with a time read after it: so claims of a kind come one after
-- another, and what each counts, the one before has committed. What others end meanwhile counts as running until they
-- have committed.
create or replace function ${pgqueue.schema}.claim_limited_kind(p_kind int, p_free int, p_now timestamptz)
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
    v_before  limit_state;
    v_state   limit_state;
    v_limit   kind_limit;
    v_free    int := p_free;
    v_started bigint := 0;
    v_ends    timestamptz;
    v_rows    tid[] := '{}';
    v_walk    record;
begin
    select s.* into v_before from limit_state s where s.kind = p_kind;
    v_state := v_before;
    v_state.look_at := 'infinity';
    v_limit := limits_of(p_kind);
    if v_limit.max_running is not null then
        v_free := least(v_free, v_limit.max_running - (select count(*) from (select from limit_slot s where s.kind = p_kind
                                                                             limit v_limit.max_running) c));
    end if;
    if v_limit.max_started is not null then
        select s.started, s.first_ends into v_started, v_ends from started_in(p_kind, p_now, v_limit.period) s;
        v_free := least(v_free, v_limit.max_started - v_started);
    end if;
    if v_free > 0 and v_limit.partition_max_running is null and v_limit.partition_max_started is null then
        v_rows := array(
            select r.row_id
            from generate_series(0, 9) p(priority),
                 lateral (select t.ctid as row_id from task t
                          where t.kind = p_kind and t.priority = p.priority and t.available_at <= p_now and t.status < 2
                          order by t.kind, t.priority, t.available_at, t.id + 0
                          limit v_free for no key update skip locked) r
            limit v_free);
    elsif v_free > 0 then
        perform give_partition(p_kind, p_now, 200);
        select c.* into v_walk from claim_partitions(v_limit, v_free, p_now, v_state) c;
        v_rows := v_walk.row_ids;
        v_state := v_walk.state;
    end if;
    if cardinality(v_rows) > 0 then
        perform take_slots(p_kind, v_limit, v_rows, p_now);
    end if;
    if v_started + cardinality(v_rows) >= v_limit.max_started then
        -- not for each single start that leaves the period
        v_state.look_at := greatest(coalesce(v_ends, p_now + v_limit.period), p_now + interval '10 milliseconds');
    end if;
    if v_state is distinct from v_before then
        update limit_state s
        set last_partition = v_state.last_partition, idle_since = v_state.idle_since, idle_until = v_state.idle_until,
            look_at = v_state.look_at
        where s.kind = p_kind;
    end if;
    return v_rows;
end $$;
