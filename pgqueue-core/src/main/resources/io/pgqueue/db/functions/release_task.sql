-- Gives a claimed task back as if it had not been claimed; false if that claim no longer holds it.
create or replace function ${pgqueue.schema}.release_task(id bigint, attempt int, token bigint)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform from held_by(id, attempt, token) h,
                 release(h.worker, array[release_task.id], array[release_task.attempt], array[release_task.token]);
    return found;
end $$;
