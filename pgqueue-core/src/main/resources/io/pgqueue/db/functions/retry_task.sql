-- Once its parameters had other names, which 'or replace' cannot change; until the commit everybody has the one before.
drop function if exists ${pgqueue.schema}.retry_task(bigint, int);

-- Gives one task that has no attempts left further ones; whether there was one.
create or replace function ${pgqueue.schema}.retry_task(id bigint, attempts int default 1)
returns boolean language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform check_range('attempts', retry_task.attempts, 1, 1000000);
    -- 'status + 0', or a plan of the time when the table was empty would look through the index on it
    return reopen_rows(array(
        select c.ctid from closed_task c where c.id = retry_task.id and c.status + 0 = 5 for update),
        retry_task.attempts) = 1;
end $$;
