-- Gives tasks of a kind that have no attempts left further ones, the longest failed first; how many. For one there is
-- retry_task.
create or replace function ${pgqueue.schema}.retry_tasks(kind text, attempts int default 1, max_tasks int default 10000)
returns int language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform check_range('attempts', retry_tasks.attempts, 1, 1000000);
    perform check_range('max_tasks', retry_tasks.max_tasks, 0, 1000000);
    return retry(kind_id(retry_tasks.kind), retry_tasks.attempts, retry_tasks.max_tasks);
end $$;
