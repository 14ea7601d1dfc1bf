-- What it takes to run a task that is running: the query, and the payload.
create or replace function ${pgqueue.schema}.sql_task_call(p_id bigint, out query text, out payload jsonb)
returns record language plpgsql security definer
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
    v_kind int;
begin
    select t.kind, t.payload into v_kind, payload from task t where t.id = p_id and t.status = 2;
    query := sql_task_query(v_kind);
end $$;
