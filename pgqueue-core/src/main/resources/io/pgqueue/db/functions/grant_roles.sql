-- Takes from PUBLIC what PostgreSQL gives it with each function, and gives the roles of this schema, those that exist,
-- exactly what they need. Run with every migration, and by roles.sql. Whoever adds a function that is called from
-- outside puts its name here.
create or replace function ${pgqueue.schema}.grant_roles()
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    -- for all
    v_common   text[] := '{schema_version,oldest_served_version,shard_number,known_kinds,partitioned_kinds}';
    v_producer text[] := '{
        enqueue,enqueue_one,enqueue_many,enqueue_group,cancel,kind_of_task,cancel_task,mend_lanes,mend_lanes_of,
        publish_events}';
    v_worker   text[] := '{
        enqueue,enqueue_one,enqueue_many,enqueue_group,enqueue_follow_ups,settle_groups,cancel,kind_of_task,cancel_task,register_kind,register_kinds,
        register_worker,beat,report_capacity,deregister_worker,suspect,rescue,purge,purge_log,purge_minutes,purge_audit,audit,record_minutes,log_transitions,sample_counts,
        claim,release_claim,begin_suspect,next_due,keep_messages,complete,fail,release,retry,retry_task,retry_tasks,run_now,
        get_task,complete_task,fail_task,release_task,check_hung_tasks,cleanup_tasks,
        process_tasks,is_limited,known_sql_tasks,sql_kinds,sql_task_call,run_sql_task,sql_value,sql_rows,text_table,
        text_width,shown_text,finish_sql_task,fail_sql_task,leave_session,mend_lanes,mend_lanes_of,has_lanes,sweep_lanes,mend_all_lanes,
        next_schedules,fire_schedule,trigger_schedule,register_schedules,save_schedule,
        pause_schedule,resume_schedule,remove_schedule,reset_schedule,
        declare_limits,declare_max_deaths,set_limits,reset_limits,limits_of,search_tasks,cancel_tasks,run_tasks_now,delete_tasks,
        pause_kind,set_worker_count,set_terminal_ttl,overrides,
        publish_events,outbox_lease,outbox_release,outbox_fetch,outbox_record,skip_event,resend_event,purge_outbox}';
    v_reader   text[] := '{horizon,search_tasks}';
    v_role     text;
    v_routine  regprocedure;
    v_names    text[];
begin
    revoke all on all routines in schema ${pgqueue.schema} from public;
    for v_role, v_names in
        select r.rolname, v_common || case r.rolname when '${pgqueue.schema}_producer' then v_producer
                                                     when '${pgqueue.schema}_worker' then v_worker
                                                     else v_reader end
        from pg_roles r
        where r.rolname = any (array['${pgqueue.schema}_producer', '${pgqueue.schema}_worker',
                                     '${pgqueue.schema}_reader'])
    loop
        execute format('revoke all on all routines in schema ${pgqueue.schema} from %I', v_role);
        execute format('grant usage on schema ${pgqueue.schema} to %I', v_role);
        for v_routine in
            select p.oid from pg_proc p
            where p.pronamespace = '${pgqueue.schema}'::regnamespace and p.proname = any (v_names)
        loop
            execute format('grant execute on routine %s to %I', v_routine, v_role);
        end loop;
        if v_role = '${pgqueue.schema}_reader' then
            execute format('grant select on ${pgqueue.schema}.tasks, ${pgqueue.schema}.kind, ${pgqueue.schema}.worker, '
                || '${pgqueue.schema}.status_count, ${pgqueue.schema}.kind_minute, ${pgqueue.schema}.task_message, ${pgqueue.schema}.task_follow_up, ${pgqueue.schema}.sql_task, ${pgqueue.schema}.task_key, '
                || '${pgqueue.schema}.transitions, ${pgqueue.schema}.schedule, ${pgqueue.schema}.schedules, ${pgqueue.schema}.kind_limit, '
                || '${pgqueue.schema}.outbox, ${pgqueue.schema}.outbox_block, ${pgqueue.schema}.outbox_sent, '
                || '${pgqueue.schema}.outbox_relay, ${pgqueue.schema}.outbox_count, ${pgqueue.schema}.task_group, ${pgqueue.schema}.audit_log to %I', v_role);
        end if;
    end loop;
end $$;
