-- Whether the server has no such session. Where we may not see when a session began, the pid alone must do.
create or replace function ${pgqueue.schema}.session_is_gone(p_pid int, p_start timestamptz)
returns boolean language sql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select not exists (select from pg_stat_get_activity(p_pid) a
                       where a.pid = p_pid and coalesce(a.backend_start = p_start, true))
$$;
