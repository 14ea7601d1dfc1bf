-- Gives back whatever a claim took whose answer was lost with its connection; how many tasks. They are found by the
-- ready index, among those that are available, and, for what was parked when it was claimed, by the rows of ordering keys.
create or replace function ${pgqueue.schema}.release_claim(p_worker int, p_token bigint)
returns int language plpgsql security definer
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
    v_rows tid[];
begin
    v_rows := array(
        select s.row_id from kind k, generate_series(0, 9) p(priority),
             lateral (select t.ctid as row_id from task t
                      where t.kind = k.id and t.priority = p.priority and t.available_at <= clock_timestamp()
                        and t.worker = p_worker and t.token = p_token and t.status = 2
                      offset 0 for update) s);
    v_rows := v_rows || array(
        select s.row_id from (select l.* from lane l order by l.kind, l.ordering_key offset 0) l,
             lateral (select t.ctid as row_id from task t
                      where t.kind = l.kind and t.ordering_key = l.ordering_key
                        and t.id + 0 >= l.head and t.id + 0 <= l.run_end
                        and t.available_at = 'infinity' and t.worker = p_worker and t.token = p_token and t.status = 2
                      offset 0 for update) s);
    perform release_rows(v_rows, 'the answer to its claim was lost');
    return cardinality(v_rows);
end $$;
