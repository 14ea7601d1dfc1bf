-- Gives locked closed tasks further attempts and makes them live again; how many. One whose key has gone to a newer
-- task, or is just about to, stays closed.
create or replace function ${pgqueue.schema}.reopen_rows(p_rows tid[], p_attempts int)
returns int language plpgsql
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
    v_rows  tid[];
    v_count int;
    v_groups bigint[];
begin
    -- the lock on its key keeps anybody from passing it on meanwhile
    v_rows := array(
        select c.ctid from closed_task c
        where c.ctid = any (p_rows)
          and (c.external_key is null
               or (select k.task_id from task_key k
                   where k.kind = c.kind and k.external_key = c.external_key and k.task_id = c.id
                   for update skip locked) is not null));
    with gone as (delete from closed_task c where c.ctid = any (v_rows) returning c.*),
    logged as (
        insert into task_log (task_id, kind, attempt, from_status, to_status, reason)
        select g.id, g.kind, g.attempt, g.status, 1, format('further attempts: %s', p_attempts)
        from gone g where g.logged),
    again as (
        insert into task (id, created_at, available_at, claimed_at, kind, attempt, max_attempts, status, priority, payload,
                          headers, external_key, errors, ordering_key, partition_key, logged, group_id)
        select g.id, g.created_at, clock_timestamp(), g.claimed_at, g.kind, g.attempt, g.attempt + p_attempts, 1,
               g.priority, g.payload, g.headers, g.external_key, g.errors, g.ordering_key, g.partition_key,
               g.logged, g.group_id
        from gone g)
    select count(*), array_agg(g.group_id) filter (where g.group_id is not null) into v_count, v_groups from gone g;
    if v_groups is not null then
        perform count_members(v_groups, 5::smallint, 0::smallint);
    end if;
    return v_count;
end $$;
