-- Says that a claimed task is done; false if that claim no longer holds it, and then nothing has changed.
create or replace function ${pgqueue.schema}.complete_task(id bigint, attempt int, token bigint, result jsonb default null)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform from held_by(id, attempt, token) h,
                 complete(h.worker, array[complete_task.id], array[complete_task.attempt], array[complete_task.token],
                          array[complete_task.result::text], array[h.keep]);
    return found;
end $$;
