-- Claims tasks of several kinds for a worker: up to p_capacities of each kind, the most urgent first, those longest
-- available first within a priority. Of kinds with limits p_free, what could begin at once, is the bound.
-- p_cursors: for each kind its ten priorities in turn, the available_at from which to look; one that is null, or later
-- than now, is not used. available_at is given back as a text that can be a cursor, whatever the session's settings.
-- p_followers: of a task with an ordering key up to so many that are next in order are claimed with it, beyond the
-- capacity; they are to be run one after the other, in the order of their ids.
-- A row with an id of 0 is no task. With a kind it says up to which available_at of a priority this claim found tasks with
-- ordering keys; with an attempt of 1 that another claim should follow at once: this one put some of them aside, and may
-- have found nothing else for them.
-- A row with a negative id is no task either: it comes first, and says of the task with the positive one that it came back
-- from a dead worker, so that begin_suspect is to be called before its handler; with max_attempts of 1, that no other such
-- task may run beside it in its process.
-- Raises PQ001 if the worker is not registered, or was declared dead.
--
-- Two statements: the second has a newer snapshot than the locks of the first. In one, a row that was edited in
-- between would be locked but not updated, and the short batch would look like an empty queue.
--
-- What a transaction holds that had not ended when the first statement began is not even tried, as xmax tells. 'skip
-- locked' alone does not see to that: where that transaction has committed since, it locks the task's newer version,
-- finds that it is running, and keeps the lock, so that its completion waits for this claim; and while it follows a row
-- that is just being changed it may wait itself.
create or replace function ${pgqueue.schema}.claim(
    p_worker int, p_token bigint, p_kinds int[], p_capacities int[], p_cursors timestamptz[],
    p_followers int default 0, p_free int[] default null)
returns table (id bigint, kind int, priority smallint, attempt int, max_attempts int, created_at timestamptz,
               available_at text, waited_micros bigint, external_key text, payload text, headers text, cancelled boolean,
               ordering_key text, limited boolean)
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
    v_rows    tid[];
    v_ordered tid[];
    -- how far the tasks with ordering keys reach in each kind and priority
    v_mark_kinds int[];
    v_mark_priorities smallint[];
    v_mark_times timestamptz[];
    v_kept    tid[];
    v_again   boolean;
    v_limited tid[] := '{}';
    v_any_limited boolean;
    v_suspects boolean;
    -- not now(): in a caller's transaction, as a test's, that lies before tasks that were enqueued in it
    v_now  timestamptz := clock_timestamp();
    -- then an xmax may be our own or a savepoint's, which have not ended either, and none is passed by
    v_wrote boolean := pg_current_xact_id_if_assigned() is not null;
    -- by which an xmax gets its epoch
    v_next xid8 := pg_snapshot_xmax(pg_current_snapshot());
    v_next_xid bigint := v_next::text::bigint;
    v_next_age int := age(v_next::xid);
begin
    loop
        select array_agg(s.row_id) filter (where s.row_id is not null and s.ordering_key is null),
               array_agg(s.row_id) filter (where s.ordering_key is not null),
               bool_or(active.limited), bool_or(s.suspect)
        into v_rows, v_ordered, v_any_limited, v_suspects
        from unnest(p_kinds, p_capacities) with ordinality u(kind, capacity, o),
             lateral (select k.limited from kind k where k.id = u.kind and k.paused_at is null offset 0) active
             left join lateral (
                      select r.row_id, r.ordering_key, r.suspect
                      from generate_series(0, 9) p(priority),
                           lateral (select p_cursors[10 * (u.o - 1) + p.priority + 1] as cursor) g,
                           lateral (select case when g.cursor <= v_now then g.cursor else '-infinity' end
                                    as available_from) c,
                           lateral (select t.ctid as row_id, t.ordering_key, t.deaths is not null as suspect from task t
                                    where t.kind = u.kind and t.priority = p.priority
                                      and t.available_at >= c.available_from
                                      and t.available_at <= v_now and t.status < 2
                                      -- an xmax far ahead of all is a multixact
                                      and (v_wrote or t.xmax = 0 or age(t.xmax) < -1000000
                                           or pg_visible_in_snapshot(
                                              greatest(v_next_xid - age(t.xmax) + v_next_age, 3)::text::xid8,
                                              pg_current_snapshot()))
                                    order by t.kind, t.priority, t.available_at, t.id + 0
                                    limit u.capacity for no key update skip locked) r
                      where not active.limited
                      limit u.capacity) s on true;
        -- A multixact whose number happens to be that of a coming transaction is passed by for long: so where there is
        -- nothing else, nothing is.
        exit when v_wrote or v_rows is not null or v_ordered is not null;
        v_wrote := true;
    end loop;
    if v_ordered is not null then
        select array_agg(s.kind), array_agg(s.priority), array_agg(s.available_at)
        into v_mark_kinds, v_mark_priorities, v_mark_times
        from (select t.kind, t.priority, max(t.available_at) as available_at from task t
              where t.ctid = any (v_ordered) group by t.kind, t.priority) s;
        v_rows := v_rows || take_runs(v_ordered, least(p_followers, 10000 / cardinality(v_ordered)));
    end if;
    if v_any_limited then
        select c.row_ids, c.claimed_at into v_limited, v_now
        from claim_limited(p_kinds, coalesce(p_free, p_capacities)) c;
        v_kept := keep_heads(v_limited);
        if cardinality(v_kept) < cardinality(v_limited) then
            v_ordered := v_ordered || v_limited;
            v_limited := v_kept;
        end if;
        v_rows := v_rows || v_limited;
    end if;
    if cardinality(v_limited) = 0 then
        -- A lost claim implies a lost completion, and the token tells two claims of one attempt apart. But what has begun
        -- within limits must not be forgotten.
        perform set_config('synchronous_commit', 'off', true);
    end if;
    if coalesce(cardinality(v_rows), 0) = 0 then
        -- without the lock, so that an idle queue writes nothing
        perform from worker w where w.id = p_worker and w.ended_at is null;
    else
        perform from worker w where w.id = p_worker and w.ended_at is null for key share;
    end if;
    if not found then
        raise exception 'worker % is not registered, or was declared dead', p_worker using errcode = 'PQ001';
    end if;
    if v_suspects or v_ordered is not null or cardinality(v_limited) > 0 then
        return query
            select -t.id, 0, 0::smallint, 0, (cardinality(t.deaths) >= least(2, k.max_deaths - 1))::int, v_now, null::text,
                   0::bigint, null::text, null::text, null::text, false, null::text, false
            from task t, lateral (select k.max_deaths from kind k where k.id = t.kind offset 0) k
            where t.ctid = any (v_rows) and t.deaths is not null and k.max_deaths > 0;
    end if;
    if cardinality(v_rows) > 0 then
        return query
            with claimed as (
                update task t
                set status = 2, attempt = t.attempt + 1, worker = p_worker, token = p_token, claimed_at = v_now,
                    limited = t.ctid = any (v_limited)
                where t.ctid = any (v_rows)
                returning t.*),
            logged as (
                -- this statement's snapshot still has the status from before
                insert into task_log (task_id, kind, attempt, worker, from_status, to_status)
                select c.id, c.kind, c.attempt, c.worker, (select t.status from task t where t.id = c.id), 2
                from claimed c where c.logged
                  and (select true from kind k where k.log_ttl is not null limit 1))
            select c.id, c.kind, c.priority, c.attempt, c.max_attempts, c.created_at, c.available_at::text,
                   (date_part('epoch', v_now - greatest(nullif(c.available_at, 'infinity'), c.created_at)) * 1000000)::bigint,
                   c.external_key, c.payload::text, c.headers::text, c.cancel_reason is not null, c.ordering_key, c.limited
            from claimed c
            order by c.kind, c.priority, c.available_at, c.id;
    end if;
    if cardinality(v_ordered) > 0 then
        v_again := put_behind(v_ordered);
        return query
            select 0::bigint, m.kind, m.priority, v_again::int, 0, v_now, m.available_at::text, 0::bigint, null::text,
                   null::text, null::text, false, null::text, false
            from unnest(v_mark_kinds || 0, v_mark_priorities || 0::smallint, v_mark_times) m(kind, priority, available_at)
            where m.kind > 0 or v_again;
    end if;
end $$;
