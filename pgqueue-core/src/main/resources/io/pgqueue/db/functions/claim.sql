-- Claims tasks of several kinds for a worker: up to p_capacities of each kind, the most urgent first, those longest
-- available first within a priority.
-- p_cursors: for each kind its ten priorities in turn, the available_at from which to look; one that is null, or later
-- than now, is not used. available_at is given back as a text that can be a cursor, whatever the session's settings.
-- Raises PQ001 if the worker is not registered, or was declared dead.
--
-- Two statements: the second has a newer snapshot than the locks of the first. In one, a row that was edited in
-- between would be locked but not updated, and the short batch would look like an empty queue.
create or replace function ${pgqueue.schema}.claim(
    p_worker int, p_token bigint, p_kinds int[], p_capacities int[], p_cursors timestamptz[])
returns table (id bigint, kind int, priority smallint, attempt int, max_attempts int, created_at timestamptz,
               available_at text, waited_micros bigint, external_key text, payload text, headers text, cancelled boolean)
language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
set datestyle = 'ISO'
as $$
#variable_conflict use_column
declare
    v_rows tid[];
    -- not now(): in a caller's transaction, as a test's, that lies before tasks that were enqueued in it
    v_now  timestamptz := clock_timestamp();
begin
    -- A lost claim implies a lost completion, and the token tells two claims of one attempt apart.
    perform set_config('synchronous_commit', 'off', true);
    v_rows := array(
        select s.row_id
        from unnest(p_kinds, p_capacities) with ordinality u(kind, capacity, o),
             lateral (select from kind k where k.id = u.kind and k.paused_at is null offset 0) active,
             lateral (select r.row_id
                      from generate_series(0, 9) p(priority),
                           lateral (select p_cursors[10 * (u.o - 1) + p.priority + 1] as cursor) g,
                           lateral (select case when g.cursor <= v_now then g.cursor else '-infinity' end
                                    as available_from) c,
                           lateral (select t.ctid as row_id from task t
                                    where t.kind = u.kind and t.priority = p.priority
                                      and t.available_at >= c.available_from
                                      and t.available_at <= v_now and t.status < 2
                                    order by t.kind, t.priority, t.available_at, t.id + 0
                                    limit u.capacity for no key update skip locked) r
                      limit u.capacity) s);
    if cardinality(v_rows) = 0 then
        -- without the lock, so that an idle queue writes nothing
        perform from worker w where w.id = p_worker and w.ended_at is null;
    else
        perform from worker w where w.id = p_worker and w.ended_at is null for key share;
    end if;
    if not found then
        raise exception 'worker % is not registered, or was declared dead', p_worker using errcode = 'PQ001';
    end if;
    if cardinality(v_rows) = 0 then
        return;
    end if;
    return query
        with claimed as (
            update task t
            set status = 2, attempt = t.attempt + 1, worker = p_worker, token = p_token, claimed_at = v_now
            where t.ctid = any (v_rows)
            returning t.*)
        select c.id, c.kind, c.priority, c.attempt, c.max_attempts, c.created_at, c.available_at::text,
               (date_part('epoch', v_now - greatest(c.available_at, c.created_at)) * 1000000)::bigint, c.external_key, c.payload::text,
               c.headers::text, c.cancel_reason is not null
        from claimed c
        order by c.kind, c.priority, c.available_at, c.id;
end $$;
