-- Records that an attempt at an SQL task has failed, with what PostgreSQL says of the error.
create or replace function ${pgqueue.schema}.fail_sql_task(
    p_id bigint, p_attempt int, p_token bigint, p_state text, p_message text, p_detail text, p_hint text,
    p_context text)
returns text language sql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select fail_task(p_id, p_attempt, p_token, p_message, error_type => 'SQLSTATE ' || p_state,
                     context => concat_ws(E'\n', 'DETAIL: ' || nullif(p_detail, ''), 'HINT: ' || nullif(p_hint, ''),
                                          'CONTEXT: ' || nullif(p_context, '')))
$$;
