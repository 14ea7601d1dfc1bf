-- Works the tasks of kinds that have an SQL function, of all of them or of these, in this session: until no task can
-- run, or so many have. processed: how many attempts. To be called outside of a transaction.
--
-- Each task commits twice: its claim, so that everybody sees who runs it; and its function's work together with its
-- success. An error undoes the function's work and is kept with the task, which is retried like any other. A cancelled
-- query ends the whole call; the task goes back, uncounted unless a statement_timeout was the cause.
--
-- A procedure that commits can carry neither a SET clause nor SECURITY DEFINER: each name and operator is qualified.
create or replace procedure ${pgqueue.schema}.process_tasks(
    kinds text[] default null, max_tasks int default null, inout processed bigint default 0)
language plpgsql
as $$
declare
    v_kinds   pg_catalog.text[];
    v_task    pg_catalog.record;
    v_found   pg_catalog.bool;
    v_failed  pg_catalog.bool;
    v_stopped pg_catalog.bool := false;
    v_state   pg_catalog.text;
    v_message pg_catalog.text;
    v_detail  pg_catalog.text;
    v_hint    pg_catalog.text;
    v_context pg_catalog.text;
begin
    commit;
    v_kinds := ${pgqueue.schema}.sql_kinds(kinds);
    processed := 0;
    while max_tasks is null or processed operator(pg_catalog.<) max_tasks loop
        commit;
        set transaction isolation level read committed;
        v_found := false;
        for v_task in select t.id, t.kind, t.attempt, t.token from ${pgqueue.schema}.get_task(v_kinds, 1) t loop
            v_found := true;
            -- A claim that a crash undoes was never worked. But what has begun within limits must not be forgotten.
            if not ${pgqueue.schema}.is_limited(v_task.id) then
                set local synchronous_commit = off;
            end if;
            commit;
            set transaction isolation level read committed;
            processed := processed operator(pg_catalog.+) 1;
            begin
                v_failed := false;
                perform ${pgqueue.schema}.finish_sql_task(v_task.id, v_task.attempt, v_task.token,
                                            ${pgqueue.schema}.run_sql_task(v_task.kind, v_task.id, v_task.attempt));
            exception
                when query_canceled then
                    v_stopped := true;
                    v_failed := pg_catalog.current_setting('statement_timeout') operator(pg_catalog.<>) '0';
                    get stacked diagnostics v_state = returned_sqlstate, v_message = message_text,
                        v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_context = pg_exception_context;
                when others or assert_failure then
                    v_failed := true;
                    get stacked diagnostics v_state = returned_sqlstate, v_message = message_text,
                        v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_context = pg_exception_context;
            end;
            if v_failed then
                perform ${pgqueue.schema}.fail_sql_task(v_task.id, v_task.attempt, v_task.token, v_state, v_message, v_detail, v_hint,
                                          v_context);
            elsif v_stopped then
                perform ${pgqueue.schema}.release_task(v_task.id, v_task.attempt, v_task.token);
            end if;
            commit;
        end loop;
        -- nobody else may be there to make ready what comes next of an ordering key
        continue when not v_found and not v_stopped and ${pgqueue.schema}.mend_all_lanes();
        exit when v_stopped or not v_found;
    end loop;
    perform ${pgqueue.schema}.leave_session();
    commit;
    if v_stopped then
        raise exception query_canceled using message = v_message;
    end if;
end $$;
