-- Adds tasks of a kind as a group, one for each payload, and says with which tasks it ends: for psql, triggers and other
-- languages. when_done is added when all are done, when_failed each time when the group comes to rest with tasks that have
-- failed for good; both are objects with a kind, and may have a payload, a priority, headers, and a delay in seconds,
-- which counts from then. external_keys is null, or has one for each payload. added says how many are members.
create or replace function ${pgqueue.schema}.enqueue_group(
    kind text, payloads jsonb[], when_done jsonb default null, when_failed jsonb default null, name text default null,
    external_keys text[] default null, out group_id bigint, out added bigint)
language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_kind int := kind_id(enqueue_group.kind);
    v_n    int := coalesce(array_length(payloads, 1), 0);
    v_next jsonb[] := array_remove(array[when_done, when_failed], null);
    v_kinds int[] := array(select kind_id(coalesce(u.next ->> 'kind', '')) from unnest(v_next) with ordinality u(next, o)
                           order by u.o);
begin
    perform check_key('name', enqueue_group.name);
    perform check_task(external_keys, null, null, 5, null);
    perform check_task(null, (u.next ->> 'delay')::float8 * interval '1 second', null,
                       coalesce(u.next ->> 'priority', '5')::int, u.next -> 'headers')
    from unnest(v_next) u(next);
    if exists (select from unnest(v_next) u(next) where u.next - '{kind,payload,priority,headers,delay}'::text[] <> '{}') then
        raise exception 'when_done and when_failed may have kind, payload, priority, headers and delay alone'
            using errcode = 'PQ003';
    end if;
    if external_keys is not null and coalesce(array_length(external_keys, 1), 0) <> v_n then
        raise exception 'external_keys must have one for each of the % payloads', v_n using errcode = 'PQ003';
    end if;
    select max(e.task_id) filter (where e.outcome < 0), count(*) filter (where e.outcome = 0) into group_id, added
    from enqueue_group(
        enqueue_group.name, v_kinds, null,
        array(select (u.next -> 'payload')::text from unnest(v_next) with ordinality u(next, o) order by u.o),
        array(select (u.next -> 'headers')::text from unnest(v_next) with ordinality u(next, o) order by u.o),
        array(select coalesce(u.next ->> 'priority', '5')::smallint from unnest(v_next) with ordinality u(next, o) order by u.o),
        array(select ((u.next ->> 'delay')::float8 * 1000)::bigint from unnest(v_next) with ordinality u(next, o) order by u.o),
        null, null, null, null,
        array(select u.o > 1 or when_done is null from unnest(v_next) with ordinality u(next, o) order by u.o),
        array_fill(v_kind, array[v_n]), external_keys,
        array(select u.payload::text from unnest(payloads) with ordinality u(payload, o) order by u.o),
        null, array_fill(5::smallint, array[v_n]), null, null, null, null, null) e;
end $$;
