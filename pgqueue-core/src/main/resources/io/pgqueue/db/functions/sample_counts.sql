-- Counts tasks by kind and status for everybody, unless that was done less than p_every ago, or than twenty times what
-- it took, or another instance is at it. Returns whether it counted. The scans are whole ones on purpose.
create or replace function ${pgqueue.schema}.sample_counts(p_every interval)
returns boolean language plpgsql security definer
set jit = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_now timestamptz := clock_timestamp();
begin
    if not pg_try_advisory_xact_lock(hashtext('${pgqueue.schema}.sample_counts'))
       or exists (select from status_count s where s.sampled_at > v_now - greatest(p_every, 20 * s.took) and s.sampled_at <= v_now) then
        return false;
    end if;
    insert into status_count as s (kind, status, tasks, oldest_due, sampled_at)
    select k.id, st.status, coalesce(c.tasks, 0), case when st.status < 2 then c.oldest_due end, v_now
    from kind k
    cross join generate_series(0, 5) st(status)
    left join (
        select t.kind, t.status, count(*) as tasks,
               min(t.available_at) filter (where t.available_at <= v_now) as oldest_due
        from task t group by t.kind, t.status
        union all
        select c.kind, c.status, count(*), null from closed_task c group by c.kind, c.status
    ) c on c.kind = k.id and c.status = st.status
    on conflict (kind, status) do update
    set tasks = excluded.tasks, oldest_due = excluded.oldest_due, sampled_at = excluded.sampled_at;
    perform count_outbox(v_now);
    update status_count s set took = clock_timestamp() - v_now where s.sampled_at = v_now;
    return true;
end $$;
