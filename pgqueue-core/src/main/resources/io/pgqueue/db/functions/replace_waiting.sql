-- Gives waiting tasks the content of those that were enqueued with their keys again; of several the last one counts.
-- Returns p_outcomes with 1 where a task was replaced.
create or replace function ${pgqueue.schema}.replace_waiting(
    p_taken bigint[], p_outcomes smallint[], p_payloads text[], p_headers text[], p_priorities smallint[],
    p_delays bigint[], p_available_at timestamptz[], p_modes smallint[])
returns smallint[] language plpgsql
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
#variable_conflict use_column
declare
    v_now      timestamptz := clock_timestamp();
    v_last     int[];
    v_rows     tid[];
    v_replaced bigint[];
begin
    v_last := array(select max(u.o) from unnest(p_taken, p_outcomes, p_modes) with ordinality u(id, outcome, mode, o)
                    where u.outcome = 2 and u.mode = 1 group by u.id order by u.id);
    v_rows := array(select (select t.ctid from task t where t.id = p_taken[u.o] and t.status < 2 for update)
                    from unnest(v_last) with ordinality u(o, n) order by u.n);
    with done as (
        update task t
        set payload = p_payloads[u.o]::jsonb, headers = p_headers[u.o]::jsonb, priority = p_priorities[u.o],
            -- what is parked behind others of its ordering key stays so, unless it
            -- is given a time: then a claim parks it again once that has come
            available_at = case when t.available_at = 'infinity' and p_delays[u.o] is null and p_available_at[u.o] is null
                                then t.available_at
                                else coalesce(v_now + p_delays[u.o] * interval '1 millisecond', p_available_at[u.o],
                                              v_now) end
        from unnest(v_rows, v_last) u(row_id, o)
        where t.ctid = u.row_id
        returning t.id)
    select array_agg(d.id) into v_replaced from done d;
    return array(select case when u.outcome = 2 and u.mode = 1 and u.id = any (v_replaced) then 1 else u.outcome end
                 from unnest(p_taken, p_outcomes, p_modes) with ordinality u(id, outcome, mode, o) order by u.o);
end $$;
