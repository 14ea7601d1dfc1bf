-- Cancels the task that has an external key, as cancel_task does by id.
create or replace function ${pgqueue.schema}.cancel_task(
    kind text, external_key text, reason text default null, notify boolean default false)
returns text language plpgsql security definer
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
    v_kind int := kind_id(kind);
begin
    return cancel_task((select k.task_id from task_key k
                        where k.kind = v_kind and k.external_key = cancel_task.external_key), reason, notify);
end $$;
