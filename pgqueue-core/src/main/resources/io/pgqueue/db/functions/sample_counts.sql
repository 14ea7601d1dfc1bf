-- Counts tasks by kind and status for everybody, unless that was done less than p_every ago, or than twenty times what
-- it took, or another instance is at it. Returns whether it counted. What succeeded or was cancelled is most of all there
-- is, and nobody waits for its number: it is counted at the same time, unless that was done less than a hundred times
-- what it took ago. Ten million closed tasks took 2.5 s and 38,500 buffers, an index-only scan; so they are counted every
-- four minutes. The scans are whole ones on purpose.
create or replace function ${pgqueue.schema}.sample_counts(p_every interval)
returns boolean language plpgsql security definer
set jit = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_now   timestamptz := clock_timestamp();
    v_begun timestamptz;
begin
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.sample_counts'))
       or exists (select from status_count s
                  where s.status not in (3, 4) and s.sampled_at > v_now - greatest(p_every, 20 * s.took)
                    and s.sampled_at <= v_now) then
        return false;
    end if;
    insert into status_count as s (kind, status, tasks, oldest_due, sampled_at)
    select k.id, st.status, case when st.status = 5 then failed_of(k.id) else coalesce(c.tasks, 0) end,
           case when st.status < 2 then c.oldest_due end, v_now
    from kind k
    cross join unnest('{0,1,2,5}'::smallint[]) st(status)
    left join (
        select t.kind, t.status, count(*) as tasks,
               min(t.available_at) filter (where t.available_at <= v_now) as oldest_due
        from task t group by t.kind, t.status
    ) c on c.kind = k.id and c.status = st.status
    on conflict (kind, status) do update
    set tasks = excluded.tasks, oldest_due = excluded.oldest_due, sampled_at = excluded.sampled_at;
    perform count_outbox(v_now);
    if not exists (select from status_count s
                   where s.status in (3, 4) and s.sampled_at > v_now - 100 * s.took and s.sampled_at <= v_now) then
        v_begun := clock_timestamp();
        insert into status_count as s (kind, status, tasks, sampled_at)
        select k.id, st.status, coalesce(c.tasks, 0), v_now
        from kind k
        cross join unnest('{3,4}'::smallint[]) st(status)
        left join (
            select c.kind, c.status, count(*) as tasks from closed_task c where c.status < 5 group by c.kind, c.status
        ) c on c.kind = k.id and c.status = st.status
        on conflict (kind, status) do update set tasks = excluded.tasks, sampled_at = excluded.sampled_at;
        update status_count s set took = clock_timestamp() - v_begun where s.sampled_at = v_now and s.status in (3, 4);
    end if;
    update status_count s set took = clock_timestamp() - v_now where s.sampled_at = v_now and s.status not in (3, 4);
    return true;
end $$;
