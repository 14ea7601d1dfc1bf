-- The kinds that have an SQL function, with the options that instances take from here.
create or replace function ${pgqueue.schema}.known_sql_tasks()
returns table (kind text, max_attempts int, terminal_ttl interval) language sql stable security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select k.name, k.max_attempts, coalesce(k.declared_ttl, k.terminal_ttl) from sql_task s join kind k on k.id = s.kind order by k.name
$$;
