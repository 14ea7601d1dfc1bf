-- Puts on record that the handler of a suspect is about to be called, so that a death of this worker counts; false if that
-- claim no longer holds it.
create or replace function ${pgqueue.schema}.begin_suspect(p_worker int, p_id bigint, p_attempt int, p_token bigint)
returns boolean language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    update task t set begun_token = t.token
    where t.id = p_id and t.attempt = p_attempt and t.token = p_token and t.worker = p_worker and t.status = 2;
    return found;
end $$;
