-- Runs the SQL function of a task that the caller has claimed, in the caller's transaction, whose session names the task
-- as its application meanwhile. Returns what is to be kept as the result. The function can ask for
-- current_setting('pgqueue.task_id') and current_setting('pgqueue.attempt').
--
-- Neither a SET clause nor SECURITY DEFINER: the function is to run with the rights and the search path of the session.
-- So each name and operator here is qualified.
create or replace function ${pgqueue.schema}.run_sql_task(p_kind text, p_id bigint, p_attempt int)
returns jsonb language plpgsql
as $$
declare
    v_call   pg_catalog.record;
    v_result pg_catalog.jsonb;
begin
    perform pg_catalog.set_config('application_name', pg_catalog.format('pgqueue:%s:%s', p_id, p_kind), true),
            pg_catalog.set_config('pgqueue.task_id', pg_catalog.format('%s', p_id), true),
            pg_catalog.set_config('pgqueue.attempt', pg_catalog.format('%s', p_attempt), true);
    select c.query, c.payload into v_call from ${pgqueue.schema}.sql_task_call(p_id) c;
    execute v_call.query into v_result using v_call.payload, p_attempt;
    -- else what is deferred would fail at the commit, where nobody can catch it
    set constraints all immediate;
    return v_result;
end $$;
