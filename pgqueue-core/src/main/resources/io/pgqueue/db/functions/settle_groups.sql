-- Counts what this transaction has done to groups, and adds the tasks that are due to those that have come to rest: whose
-- members are all closed. To whom nothing failed its last task, once; to the others the one for a failure, as often as
-- they come to rest. Called at the commit; before, by whoever cannot wait for that.
--
-- Locks groups in the order of their ids, and after everything else, except the keys of the tasks that it adds. The
-- notification is sent in this transaction, whose commit then takes a lock that is global to the server: that is once for
-- each group and not for each task, and nobody else knows that there is a task to run.
create or replace function ${pgqueue.schema}.settle_groups()
returns void language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_ids       bigint[];
    v_rows      tid[];
    v_ended     int[];
    v_opened    int[];
    v_succeeded int[];
    v_cancelled int[];
    v_failed    int[];
    v_done      bigint[];
    v_broken    bigint[];
    v_kinds     int[] := '{}';
begin
    with mine as (delete from group_change c where c.tx = pg_current_xact_id() returning c.*)
    select array_agg(s.id), array_agg(s.ended), array_agg(s.opened), array_agg(s.succeeded), array_agg(s.cancelled),
           array_agg(s.failed)
    into v_ids, v_ended, v_opened, v_succeeded, v_cancelled, v_failed
    from (select u.id,
                 coalesce(sum(u.tasks) filter (where m.from_status = 0), 0)::int as ended,
                 coalesce(sum(u.tasks) filter (where m.to_status = 0), 0)::int as opened,
                 coalesce(sum(u.tasks) filter (where m.to_status = 3), 0)::int as succeeded,
                 coalesce(sum(u.tasks) filter (where m.to_status = 4), 0)::int as cancelled,
                 (coalesce(sum(u.tasks) filter (where m.to_status = 5), 0)
                  - coalesce(sum(u.tasks) filter (where m.from_status = 5), 0))::int as failed
          from mine m, unnest(m.groups, m.tasks) u(id, tasks)
          group by u.id order by u.id) s;
    if v_ids is null then
        return;
    end if;
    v_rows := array(
        select (select g.ctid from task_group g where g.id = u.id for no key update)
        from unnest(v_ids) with ordinality u(id, o) order by u.o);
    with counted as (
        update task_group g
        set open = g.open + u.opened - u.ended, succeeded = g.succeeded + u.succeeded,
            cancelled = g.cancelled + u.cancelled, failed = g.failed + u.failed,
            finished_at = case when g.open + u.opened = u.ended then clock_timestamp() end
        from unnest(v_rows, v_ended, v_opened, v_succeeded, v_cancelled, v_failed)
             u(row_id, ended, opened, succeeded, cancelled, failed)
        where g.ctid = u.row_id
        returning g.id, g.open, g.failed, u.ended)
    select array_agg(c.id) filter (where c.failed = 0), array_agg(c.id) filter (where c.failed > 0 and c.ended > 0)
    into v_done, v_broken
    from counted c where c.open = 0;
    if v_done is not null then
        v_kinds := add_follow_ups(v_done, false);
    end if;
    if v_broken is not null then
        v_kinds := v_kinds || add_follow_ups(v_broken, true);
    end if;
    if v_kinds <> '{}' then
        perform announce(v_kinds, '{}');
    end if;
end $$;
