-- What is kept of an SQL function that returned rows: as JSON, and as the table that psql would print.
create or replace function ${pgqueue.schema}.sql_rows(
    p_attempt int, p_rows jsonb, p_names text[], p_right boolean[], p_cells text[])
returns jsonb language sql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select jsonb_build_object('attempt', p_attempt, 'rows', coalesce(p_rows, '[]'),
                              'table', text_table(p_names, p_right, p_cells))
$$;
