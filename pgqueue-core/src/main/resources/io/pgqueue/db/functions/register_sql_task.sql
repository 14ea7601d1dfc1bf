-- Makes an SQL function the work of a kind, which is made known; null leaves max_attempts and terminal_ttl as they are.
-- The function takes a jsonb, the payload, and returns a value, a row, or a set of either. It runs with the rights and
-- the search path of the session that works the task, and what it writes commits with the task's success.
create or replace function ${pgqueue.schema}.register_sql_task(
    kind text, function regprocedure, max_attempts int default null, terminal_ttl interval default null)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    if sql_task_columns(function) is null then
        raise exception '% cannot be the work of a task', function::text using errcode = 'PQ003',
            hint = 'It must be a function of one jsonb that returns a value, a row, or a set of either.';
    end if;
    insert into sql_task as s (kind, function_schema, function_name)
    select register_kind(register_sql_task.kind, register_sql_task.max_attempts, register_sql_task.terminal_ttl),
           p.pronamespace::regnamespace::text, quote_ident(p.proname)
    from pg_proc p where p.oid = function
    on conflict on constraint sql_task_pkey
        do update set function_schema = excluded.function_schema, function_name = excluded.function_name;
end $$;
