-- The worker that holds a claim, and what else it takes to end it; no row if nobody holds it any more.
create or replace function ${pgqueue.schema}.held_by(
    p_id bigint, p_attempt int, p_token bigint,
    out worker int, out worker_name text, out keep boolean, out attempts_left boolean, out cancel_reason text)
returns setof record language plpgsql
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
begin
    return query
        select t.worker, w.name, k.terminal_ttl > interval '0',
               t.attempt < case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end, t.cancel_reason
        from task t,
             lateral (select k.terminal_ttl, k.max_attempts from kind k where k.id = t.kind offset 0) k,
             lateral (select w.name from worker w where w.id = t.worker offset 0) w
        where t.id = p_id and t.attempt = p_attempt and t.token = p_token and t.status = 2;
end $$;
