-- Gives claimed tasks back, at their old place, as if they had not been claimed; returns the ids of those that the
-- worker still held. One that somebody asked to cancel is closed.
create or replace function ${pgqueue.schema}.release(p_worker int, p_ids bigint[], p_attempts int[], p_tokens bigint[])
returns setof bigint language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
#variable_conflict use_column
declare
    v_rows   tid[];
begin
    v_rows := array(
        select s.row_id from unnest(p_ids, p_attempts, p_tokens) u(id, attempt, token),
             lateral (select t.ctid as row_id from task t
                      where t.id = u.id and t.attempt = u.attempt and t.token = u.token and t.worker = p_worker
                        and t.status = 2 offset 0 for update) s);
    return query select t.id from task t where t.ctid = any (v_rows);
    perform release_rows(v_rows, 'given back before it began');
end $$;
