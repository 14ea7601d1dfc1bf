-- Tasks do not count as running any more. To be called in the transaction that ends their attempts, by whoever holds
-- their rows: so nobody else is at these slots.
create or replace function ${pgqueue.schema}.free_slots(p_slots ${pgqueue.schema}.limit_slot[])
returns void language plpgsql
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
        select (select s.ctid from limit_slot s
                where s.kind = u.kind and s.partition_key = u.partition_key and s.task_id = u.task_id for update)
        from unnest(p_slots) u);
    delete from limit_slot s where s.ctid = any (v_rows);
end $$;
