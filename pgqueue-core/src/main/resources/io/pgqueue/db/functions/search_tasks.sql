-- Finds tasks, live and closed, that meet all conditions of a filter: an object with any of
--   kinds, statuses (arrays of names), external_key, external_key_prefix, ordering_key, partition_key, group_id,
--   id_from, id_to (both inclusive), created_from, created_to, finished_from, finished_to, available_from, available_to
--   ('to' is exclusive), min_age (an interval), error_type, error_text, payload (which the task's contains).
-- Gives their ids in order: first those that are live, by their ids, the newest first; then those that are closed, the last
-- closed first, or by their ids where these are bounded. Tasks that hold a wanted external key come before all others.
-- The last row has no id, but where to go on (null: nothing is left), how far back the search came, and whether the time
-- was up.
--
-- Kinds, statuses, times of closing, ids and held keys are found by indexes. All else is looked for in what these leave:
-- in steps of some hundred milliseconds at most, until there is enough, or the time is up, which is looked at after each step.
--
-- Closed tasks have no index in the order of their closing alone, since each costs every completion. So they are read by
-- windows of time, in each from every kind and status; a window grows where it finds little and shrinks where it finds
-- much, and each row is read about once, however many kinds there are. A full index (kind, status, finished_at) entry has
-- no id: tasks of the very same microsecond that do not fit into one step are read as a whole.
create or replace function ${pgqueue.schema}.search_tasks(
    filter jsonb, cursor text default null, max_tasks int default 100, max_time interval default '2 seconds')
returns table (task_id bigint, next text, searched_to timestamptz, cut_short boolean)
language plpgsql stable security definer
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
    v_known    text[] := '{kinds,statuses,external_key,external_key_prefix,ordering_key,partition_key,group_id,id_from,id_to,
                           created_from,created_to,finished_from,finished_to,available_from,available_to,min_age,
                           error_type,error_text,payload}';
    v_names    text[] := '{new,must_retry,running,succeeded,cancelled,no_attempts_left}';
    v_deadline timestamptz := clock_timestamp() + max_time;
    v_max_id   bigint := 9223372036854775807;
    f          record;
    v_unknown  text;
    v_kinds    int[];
    v_statuses smallint[];
    v_live     smallint[];
    v_closed   smallint[];
    v_by_id    boolean;
    v_error_type text;
    v_error_text text;
    v_created_to timestamptz;
    v_lowest   timestamptz;
    v_highest  timestamptz;
    -- where we are: k held keys, l live, c closed, i closed by id; after k the others pass by what holds its key
    v_phase    text;
    v_after_k  boolean := false;
    v_id       bigint := v_max_id;
    v_at       timestamptz;
    v_few      bigint[];
    v_step     int;
    v_window   interval := '1 second';
    v_low      timestamptz;
    v_full_at  timestamptz;
    v_seen     bigint;
    v_ids      bigint[];
    v_times    timestamptz[];
    v_last_id  bigint;
    v_last_time timestamptz;
    v_left     int := max_tasks;
    v_searched timestamptz;
    v_late     boolean;
    v_begun    timestamptz;
    v_took     interval;
begin
    select k.key into v_unknown from jsonb_object_keys(filter) k(key) where k.key <> all (v_known) limit 1;
    if found then
        raise exception 'a filter has no condition "%"', v_unknown using errcode = 'PQ003',
            hint = 'There are ' || array_to_string(v_known, ', ') || '.';
    end if;
    select * into f
    from jsonb_to_record(filter) as r(
        kinds text[], statuses text[], external_key text, external_key_prefix text, ordering_key text, partition_key text,
        group_id bigint, id_from bigint, id_to bigint, created_from timestamptz, created_to timestamptz,
        finished_from timestamptz, finished_to timestamptz, available_from timestamptz, available_to timestamptz,
        min_age interval, error_type text, error_text text, payload jsonb);
    if coalesce(f.kinds, '{}') = '{}' then
        v_kinds := array(select k.id from kind k);
        f.kinds := null;
    else
        v_kinds := array(select kind_id(u.name) from unnest(f.kinds) u(name));
    end if;
    v_statuses := array(select (array_position(v_names, u.name) - 1)::smallint
                        from unnest(coalesce(nullif(f.statuses, '{}'), v_names)) u(name));
    if array_position(v_statuses, null) is not null then
        raise exception 'there is no such status among %', f.statuses using errcode = 'PQ003',
            hint = 'There are ' || array_to_string(v_names, ', ') || '.';
    end if;
    v_live := array(select s from unnest(v_statuses) s
                    where s < 3 and f.finished_from is null and f.finished_to is null);
    v_closed := array(select s from unnest(v_statuses) s where s > 2);
    v_by_id := f.id_from is not null or f.id_to is not null;
    v_created_to := least(f.created_to, clock_timestamp() - f.min_age + interval '1 microsecond');
    -- as in the text of a JSON array of them
    v_error_type := substr(to_jsonb(f.error_type)::text, 2, length(to_jsonb(f.error_type)::text) - 2);
    v_error_text := lower(substr(to_jsonb(f.error_text)::text, 2, length(to_jsonb(f.error_text)::text) - 2));
    -- no task is closed before it is created; members of a group are created with it, after its id was taken
    v_lowest := greatest(f.finished_from, f.created_from, '-infinity');
    v_highest := coalesce(f.finished_to - interval '1 microsecond', 'infinity');
    if f.group_id is not null then
        f.id_from := greatest(f.id_from, f.group_id);
        select greatest(v_lowest, g.created_at), least(v_highest, g.finished_at) into v_lowest, v_highest
        from (select 1) one left join task_group g on g.id = f.group_id;
    end if;

    v_phase := 'l';
    if f.external_key is not null or f.external_key_prefix is not null then
        v_phase := 'k';
    end if;
    if cursor is not null then
        if cursor !~ '^[klic]k?:[0-9]{1,19}(/(-?[0-9]{1,18})?)?$'
           or split_part(split_part(cursor, ':', 2), '/', 1)::numeric > v_max_id
           or coalesce(nullif(split_part(cursor, '/', 2), '')::numeric, 0)
              not between -210866803200000000 and 253402300799999999 then
            raise exception 'the cursor is none that a page of tasks gave' using errcode = 'PQ003';
        end if;
        v_phase := left(cursor, 1);
        v_after_k := substr(cursor, 2, 1) = 'k';
        v_id := split_part(split_part(cursor, ':', 2), '/', 1)::bigint;
        if v_phase = 'c' then
            v_at := timestamptz 'epoch' + nullif(split_part(cursor, '/', 2), '')::bigint * interval '1 microsecond';
        end if;
    end if;
    v_step := case when num_nonnulls(f.ordering_key, f.partition_key, f.group_id, f.created_from, v_created_to,
                                     f.available_from, f.available_to, f.error_type, f.error_text, f.payload,
                                     f.external_key, f.external_key_prefix) = 0
                   then least(max_tasks + 1, 2000) else 200 end;

    loop
        v_late := false;
        v_begun := clock_timestamp();
        v_few := null;
        v_full_at := null;
        if v_phase = 'k' then
            v_few := array(
                select s.task_id
                from unnest(v_kinds) u(kind),
                     lateral ((select k.task_id, k.external_key from task_key k
                               where f.external_key is not null and k.kind = u.kind and k.external_key = f.external_key)
                              union all
                              (select k.task_id, k.external_key from task_key k
                               where f.external_key is null and k.kind = u.kind and k.external_key >= f.external_key_prefix
                               order by k.kind, k.external_key limit 1001)) s
                where f.external_key is not null or starts_with(s.external_key, f.external_key_prefix) limit 1001);
            if cardinality(v_few) > 1000 then
                v_phase := 'l';
                continue;
            end if;
        elsif v_phase = 'l' then
            if v_live = '{}' then
                v_phase := case when v_by_id then 'i' else 'c' end;
                continue;
            end if;
            if f.kinds is not null then
                -- a kind with few live tasks among many of others
                v_few := array(
                    select s.id
                    from unnest(v_kinds) u(kind), generate_series(0, 9) p(priority),
                         lateral (select t.id from task t where t.kind = u.kind and t.priority = p.priority
                                  order by t.kind, t.priority, t.available_at limit 10001) s
                    limit 10001);
                if cardinality(v_few) > 10000 then
                    v_few := null;
                end if;
            end if;
        elsif v_closed = '{}' then
            exit;
        elsif v_phase = 'c' then
            v_at := least(coalesce(v_at, v_highest), v_highest);
            select max(s.finished_at) into v_low
            from unnest(v_kinds) u(kind), unnest(v_closed) w(status),
                 lateral (select c.finished_at from closed_task c
                          where c.kind = u.kind and c.status = w.status and c.finished_at <= v_at
                          order by c.kind desc, c.status desc, c.finished_at desc limit 1) s;
            exit when v_low is null or v_low < v_lowest;
            if v_low < v_at then
                v_at := v_low;
                v_id := v_max_id;
            end if;
            v_low := greatest(v_at - v_window, v_lowest);
            -- whether some kind and status has more in the window than a step takes: then it ends before that
            select max(s.finished_at) into v_full_at
            from unnest(v_kinds) u(kind), unnest(v_closed) w(status),
                 lateral (select c.finished_at from closed_task c
                          where c.kind = u.kind and c.status = w.status and c.finished_at <= v_at and c.finished_at >= v_low
                          order by c.kind desc, c.status desc, c.finished_at desc offset v_step limit 1) s;
            if v_full_at = v_at then
                v_low := v_at;
            elsif v_full_at is not null then
                v_low := v_full_at + interval '1 microsecond';
            end if;
        end if;

        select count(*), min(s.id), min(s.created_at),
               array_agg(s.id order by s.finished_at desc, s.id desc) filter (where s.fits),
               array_agg(s.finished_at order by s.finished_at desc, s.id desc) filter (where s.fits)
        into v_seen, v_last_id, v_last_time, v_ids, v_times
        from (
            select r.id, r.created_at, case when v_phase = 'c' then r.finished_at end as finished_at,
                   r.status = any (v_statuses)
                   and (f.kinds is null or r.kind = any (v_kinds))
                   and (f.external_key is null or r.external_key = f.external_key)
                   and (f.external_key_prefix is null or starts_with(r.external_key, f.external_key_prefix))
                   and (f.ordering_key is null or r.ordering_key = f.ordering_key)
                   and (f.partition_key is null or r.partition_key = f.partition_key)
                   and (f.group_id is null or r.group_id = f.group_id)
                   and (f.id_from is null or r.id >= f.id_from) and (f.id_to is null or r.id <= f.id_to)
                   and (f.created_from is null or r.created_at >= f.created_from)
                   and (v_created_to is null or r.created_at < v_created_to)
                   and (f.finished_from is null or r.finished_at >= f.finished_from)
                   and (f.finished_to is null or r.finished_at < f.finished_to)
                   and (f.available_from is null or r.available_at >= f.available_from)
                   and (f.available_to is null or r.available_at < f.available_to)
                   and (f.payload is null or r.payload @> f.payload)
                   and (v_error_type is null
                        or strpos(jsonb_path_query_array(r.errors, '$[*].type')::text, '"' || v_error_type || '"') > 0
                        or strpos(jsonb_path_query_array(r.errors, '$[*].type')::text, '.' || v_error_type || '"') > 0)
                   and (v_error_text is null
                        or strpos(lower(jsonb_path_query_array(r.errors, '$[*].message')::text), v_error_text) > 0)
                   -- not 'exists', for which the planner considers to read all keys
                   and not (v_after_k
                            and (select k.task_id from task_key k
                                 where k.kind = r.kind and k.external_key = r.external_key) is not distinct from r.id) as fits
            from (
                (select t.id, t.kind, t.status, t.created_at, t.available_at, null::timestamptz as finished_at,
                        t.external_key, t.ordering_key, t.partition_key, t.group_id, t.errors, t.payload
                 from task t
                 where v_phase = 'l' and v_few is null
                   and t.id < v_id and t.id >= coalesce(f.id_from, 0) and t.id <= coalesce(f.id_to, v_max_id)
                 order by t.id desc limit v_step)
                union all
                (select s.*
                 from unnest(v_few) u(id),
                      lateral (select t.id, t.kind, t.status, t.created_at, t.available_at, null::timestamptz,
                                      t.external_key, t.ordering_key, t.partition_key, t.group_id, t.errors, t.payload
                               from task t where t.id = u.id offset 0) s
                 where u.id < v_id)
                union all
                (select s.*
                 from unnest(v_few) u(id),
                      lateral (select c.id, c.kind, c.status, c.created_at, c.available_at, c.finished_at,
                                      c.external_key, c.ordering_key, c.partition_key, c.group_id, c.errors, c.payload
                               from closed_task c where c.id = u.id offset 0) s
                 where v_phase = 'k' and u.id < v_id)
                union all
                (select c.id, c.kind, c.status, c.created_at, c.available_at, c.finished_at,
                        c.external_key, c.ordering_key, c.partition_key, c.group_id, c.errors, c.payload
                 from closed_task c
                 where v_phase = 'i'
                   and c.id < v_id and c.id >= coalesce(f.id_from, 0) and c.id <= coalesce(f.id_to, v_max_id)
                 order by c.id desc limit v_step)
                union all
                (select s.*
                 from unnest(v_kinds) u(kind), unnest(v_closed) w(status),
                      lateral (select c.id, c.kind, c.status, c.created_at, c.available_at, c.finished_at,
                                      c.external_key, c.ordering_key, c.partition_key, c.group_id, c.errors, c.payload
                               from closed_task c
                               where c.kind = u.kind and c.status = w.status
                                 and c.finished_at <= v_at and c.finished_at >= v_low offset 0) s
                 where v_phase = 'c' and (s.finished_at < v_at or s.id < v_id))
            ) r) s;

        v_searched := case when v_phase = 'c' then v_low else coalesce(v_last_time, v_searched) end;
        return query select u.id, null::text, null::timestamptz, null::boolean from unnest(v_ids[:v_left]) u(id);
        if coalesce(cardinality(v_ids), 0) > v_left then
            v_id := v_ids[v_left];
            v_at := v_times[v_left];
            v_left := 0;
        else
            v_left := v_left - coalesce(cardinality(v_ids), 0);
            if v_phase = 'c' then
                v_id := v_max_id;
                v_at := v_low - interval '1 microsecond';
                v_window := case when v_full_at is not null then greatest(v_window / 2, interval '1 millisecond')
                                 when v_seen < v_step / 4 then least(v_window * 8, interval '3650 days')
                                 else v_window end;
            elsif v_phase = 'i' and v_seen < v_step then
                v_phase := null;
            elsif v_phase = 'i' or v_phase = 'l' and v_few is null and v_seen = v_step then
                v_id := v_last_id;
            else
                v_after_k := v_after_k or v_phase = 'k';
                v_phase := case when v_phase = 'k' then 'l' when v_by_id then 'i' else 'c' end;
                v_id := v_max_id;
                -- who holds the key is enough for a start
                exit when v_phase = 'l' and v_left < max_tasks;
            end if;
        end if;
        v_took := clock_timestamp() - v_begun;
        v_step := case when v_took < interval '50 milliseconds' then least(v_step * 2, 5000)
                       when v_took > interval '150 milliseconds' then greatest(v_step / 2, 200)
                       else v_step end;
        v_late := v_begun + v_took >= v_deadline;
        exit when v_left = 0 or v_phase is null or v_late;
    end loop;
    -- an end of the loop elsewhere means that nothing is left, or that the holders of a key were found
    v_late := v_late and v_left > 0 and v_phase is not null;
    return query
        select null::bigint,
               case when v_left = 0 or v_late or v_phase = 'l' then
                   v_phase || case when v_after_k then 'k' else '' end || ':' || v_id
                   || case when v_phase = 'c'
                           then '/' || coalesce((extract(epoch from v_at) * 1000000)::bigint::text, '') else '' end end,
               v_searched, v_late;
end $$;
