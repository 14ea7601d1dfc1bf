-- Adds tasks of a kind, one for each payload, in one statement; results in their order. external_keys, ordering_keys and
-- partition_keys are null, or have one for each payload, which may be null. The rest is as for enqueue, and the same for
-- all; ordering_key and partition_key, too, are for all.
create or replace function ${pgqueue.schema}.enqueue_many(
    kind text, payloads jsonb[], external_keys text[] default null, delay interval default null,
    priority int default 5, headers jsonb default null, notify boolean default false,
    available_at timestamptz default null, on_duplicate text default 'keep',
    ordering_key text default null, partition_key text default null,
    ordering_keys text[] default null, partition_keys text[] default null)
returns table (task_id bigint, added boolean) language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_kind int := kind_id(enqueue_many.kind);
    v_at   timestamptz := coalesce(clock_timestamp() + delay, enqueue_many.available_at);
    v_n    int := coalesce(array_length(payloads, 1), 0);
    v_odd  text;
begin
    perform check_task(external_keys, delay, enqueue_many.available_at, enqueue_many.priority, enqueue_many.headers);
    perform check_key(u.field, u.key)
    from (select 'ordering_key', enqueue_many.ordering_key
          union all select 'partition_key', enqueue_many.partition_key
          union all select 'ordering_keys', k from unnest(enqueue_many.ordering_keys) k
          union all select 'partition_keys', k from unnest(enqueue_many.partition_keys) k) u(field, key);
    select u.field into v_odd
    from (values ('external_keys', enqueue_many.external_keys), ('ordering_keys', enqueue_many.ordering_keys),
                 ('partition_keys', enqueue_many.partition_keys)) u(field, keys)
    where u.keys is not null and coalesce(array_length(u.keys, 1), 0) <> v_n;
    if v_odd is not null then
        raise exception '% must have one for each of the % payloads', v_odd, v_n using errcode = 'PQ003';
    end if;
    if ordering_key is not null and ordering_keys is not null or partition_key is not null and partition_keys is not null then
        raise exception 'either one key for all, or one for each' using errcode = 'PQ003';
    end if;
    if v_n = 0 then
        return;
    end if;
    return query
        select e.task_id, e.outcome = 0
        from enqueue(array_fill(v_kind, array[v_n]), external_keys,
                     array(select u.payload::text from unnest(payloads) with ordinality u(payload, o) order by u.o),
                     array_fill(enqueue_many.headers::text, array[v_n]),
                     array_fill(enqueue_many.priority::smallint, array[v_n]), null,
                     array_fill(v_at, array[v_n]), array_fill(duplicate_mode(on_duplicate), array[v_n]),
                     coalesce(enqueue_many.ordering_keys,
                              case when enqueue_many.ordering_key is not null
                                   then array_fill(enqueue_many.ordering_key, array[v_n]) end),
                     coalesce(enqueue_many.partition_keys, array_fill(enqueue_many.partition_key, array[v_n]))) e;
    if notify then
        perform announce(array[v_kind], '{}');
    end if;
end $$;
