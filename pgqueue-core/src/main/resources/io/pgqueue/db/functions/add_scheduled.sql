-- Adds a task for each slot of a schedule, and returns their ids and the id of their kind.
create or replace function ${pgqueue.schema}.add_scheduled(
    p_name text, p_definition jsonb, p_slots timestamptz[], p_jitter_millis bigint, out kind_id int, out task_ids bigint[])
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
    v_headers jsonb := coalesce(nullif(p_definition->'headers', 'null'), '{}') || jsonb_build_object('pgqueue-schedule', p_name);
    v_count   int := cardinality(p_slots);
begin
    kind_id := (select k.id from kind k where k.name = p_definition->>'kind');
    task_ids := '{}';
    if v_count = 0 then
        return;
    end if;
    -- the text of a slot is the same whatever the session's settings are
    task_ids := array(
        select e.task_id from enqueue(
            array_fill(kind_id, array[v_count]), null,
            array_fill(nullif(p_definition->'payload', 'null')::text, array[v_count]),
            array(select (v_headers || jsonb_build_object(
                              'pgqueue-slot', rtrim(rtrim(to_char(u.slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z'))::text
                  from unnest(p_slots) with ordinality u(slot, o) order by u.o),
            array_fill((p_definition->>'priority')::smallint, array[v_count]),
            array(select floor(random() * (p_jitter_millis + 1))::bigint from generate_series(1, v_count)),
            null, null) e);
end $$;
