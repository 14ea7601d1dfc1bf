-- Cancels a task. Returns cancelled if it is, running if it was asked to stop, null if there was nothing to cancel. An
-- instance that runs it learns so with its next heartbeat, or at the commit with notify (whose lock see enqueue).
create or replace function ${pgqueue.schema}.cancel_task(id bigint, reason text default null, notify boolean default false)
returns text language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_status smallint := cancel(id, left(coalesce(reason, 'cancelled'), 1000));
begin
    if v_status = 2 and notify then
        perform announce('{}', array[id]);
    end if;
    return case v_status when 2 then 'running' when 4 then 'cancelled' end;
end $$;
