-- Gives tasks of a kind that have no attempts left further ones, the longest failed first; how many. For one there is
-- retry_task.
create or replace function ${pgqueue.schema}.retry_tasks(kind text, attempts int default 1, max_tasks int default 10000)
returns int language sql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select retry(kind_id($1), $2, $3)
$$;
