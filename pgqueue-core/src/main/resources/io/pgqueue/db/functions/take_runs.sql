-- For a claim: of the ordering keys of some locked, available tasks, those that nobody holds are held from now on, by a row
-- in lane; the tasks that are to be claimed with it are locked and returned: a key's run. That is its first live task and up
-- to p_followers right behind it, as far as they may run now and nobody else has locked them. With p_followers of 0 a run is
-- one task, and one of those given. A key without a run gets a row, too, which put_behind removes: it lets one claim at a
-- time decide about a key.
--
-- The runs are found before the keys are taken. Nobody can have changed them by then, for they are locked; and if somebody
-- has taken a key meanwhile, his tasks lie before ours or behind, since each run ends at what another one has locked.
--
-- Waits for nobody but others that decide about one of these keys. All of them first make the rows that are missing, and then
-- lock those that were there, each in key order; so they cannot deadlock.
create or replace function ${pgqueue.schema}.take_runs(p_rows tid[], p_followers int)
returns tid[] language plpgsql
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
    v_now   timestamptz := clock_timestamp();
    v_found bigint;
    v_taken bigint;
    v_rows  tid[];
begin
    with runs as materialized (
        select k.kind, k.ordering_key, r.head, r.run_end, r.row_ids
        from (select k.kind, k.ordering_key
              from (select distinct t.kind, t.ordering_key from task t where t.ctid = any (p_rows)) k
              where (select l.head from lane l where l.kind = k.kind and l.ordering_key = k.ordering_key) is null
              order by k.kind, k.ordering_key) k,
             lateral (
                 select min(s.id) as head, max(s.id) as run_end, array_agg(s.row_id) as row_ids
                 from (select n.id, n.row_id,
                              bool_and(n.row_id is not null and (p_followers > 0 or n.row_id = any (p_rows)))
                                  over (order by n.id) as is_in_run
                       from (select t.id,
                                    case when t.status < 2 and (t.available_at <= v_now or t.available_at = 'infinity')
                                         then (select x.ctid from task x where x.ctid = t.ctid and x.status < 2
                                               for no key update skip locked) end as row_id
                             from task t
                             where t.kind = k.kind and t.ordering_key = k.ordering_key
                             order by t.kind, t.ordering_key, t.id + 0 limit p_followers + 1) n) s
                 where s.is_in_run) r),
    taken as (
        insert into lane (kind, ordering_key, head, run_end)
        select r.kind, r.ordering_key, coalesce(r.head, 0), coalesce(r.run_end, 0) from runs r
        order by r.kind, r.ordering_key
        on conflict do nothing
        returning head)
    select (select count(*) from runs r where r.head is not null), (select count(*) from taken n where n.head > 0),
           array(select u.row_id from runs r, unnest(r.row_ids) u(row_id))
    into v_found, v_taken, v_rows;
    if v_taken < v_found then
        v_rows := array(
            select t.ctid
            from task t,
                 lateral (select l.head, l.run_end from lane l
                          where l.kind = t.kind and l.ordering_key = t.ordering_key offset 0) l
            where t.ctid = any (v_rows) and t.id between l.head and l.run_end);
    end if;
    return v_rows;
end $$;
