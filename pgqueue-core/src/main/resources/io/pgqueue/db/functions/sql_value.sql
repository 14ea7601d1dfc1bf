-- What is kept of an SQL function that returned a value.
create or replace function ${pgqueue.schema}.sql_value(p_attempt int, p_value jsonb)
returns jsonb language sql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select jsonb_build_object('attempt', p_attempt, 'value', p_value)
$$;
