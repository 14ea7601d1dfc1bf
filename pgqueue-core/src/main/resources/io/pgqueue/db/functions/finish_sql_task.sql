-- Records the success of a task, in the transaction that has done its work; raises PQ004, so that this transaction is
-- undone, if the claim was lost or somebody has asked to cancel the task.
create or replace function ${pgqueue.schema}.finish_sql_task(p_id bigint, p_attempt int, p_token bigint, p_result jsonb)
returns void language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_reason text;
begin
    select h.cancel_reason into v_reason from held_by(p_id, p_attempt, p_token) h;
    if v_reason is not null then
        raise exception 'the task was cancelled while it ran: %', v_reason using errcode = 'PQ004';
    end if;
    if not complete_task(p_id, p_attempt, p_token, p_result) then
        raise exception 'task % is no longer held by attempt %', p_id, p_attempt using errcode = 'PQ004';
    end if;
end $$;
