-- A task's errors with one more, of which the last p_keep are kept.
create or replace function ${pgqueue.schema}.with_error(
    p_errors jsonb, p_keep int, p_attempt int, p_worker text, p_type text, p_message text, p_stack_trace text)
returns jsonb language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_errors jsonb := coalesce(p_errors, '[]') || jsonb_build_object(
        'attempt', p_attempt, 'at', clock_timestamp(), 'worker', p_worker, 'type', p_type, 'message', p_message,
        'stackTrace', p_stack_trace);
begin
    while jsonb_array_length(v_errors) > greatest(p_keep, 0) loop
        v_errors := v_errors - 0;
    end loop;
    return nullif(v_errors, '[]');
end $$;
