-- Says that the attempt at a claimed task has failed. Returns what the task is now: must_retry, no_attempts_left, or
-- cancelled if somebody asked for that; null if that claim no longer holds it, and then nothing has changed.
-- The next attempt comes after retry_after, 365 days at most, or else after a delay like everyone's; retry => false rules it
-- out. error_type and context are kept with the message; of a task's errors the last ten, whatever its kind says.
create or replace function ${pgqueue.schema}.fail_task(
    id bigint, attempt int, token bigint, message text, retry_after interval default null, retry boolean default true,
    error_type text default 'sql', context text default null)
returns text language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_status smallint;
begin
    perform check_duration('retry_after', retry_after, '0', '365 days');
    select f.new_status into v_status
    from held_by(id, attempt, token) h,
         fail(h.worker, h.worker_name, array[fail_task.id], array[fail_task.attempt], array[fail_task.token],
              array[case when retry and h.attempts_left
                         then coalesce((extract(epoch from retry_after) * 1000)::bigint, retry_delay(fail_task.attempt))
                    end],
              array[true], array[null::text], array[10], array[error_type],
              array[left(coalesce(message, ''), 10000)], array[left(context, 100000)]) f;
    return (array['must_retry', null, null, 'cancelled', 'no_attempts_left'])[v_status];
end $$;
