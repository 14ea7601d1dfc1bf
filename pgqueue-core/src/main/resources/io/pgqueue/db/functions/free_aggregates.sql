-- Of events that have left the outbox: aggregates that each of them blocked go on at once with the one that follows, or
-- are free if there is none. Belongs into transactions that hold the outbox's lock.
create or replace function ${pgqueue.schema}.free_aggregates(p_events bigint[])
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
    v_block record;
    v_next  bigint;
begin
    for v_block in
        select b.aggregate_type, b.aggregate_id
        from unnest(p_events) u(id), lateral
             (select b.aggregate_type, b.aggregate_id from outbox_block b where b.event_id = u.id offset 0) b
    loop
        select o.id into v_next from outbox o
        where o.parked and o.aggregate_type = v_block.aggregate_type and o.aggregate_id = v_block.aggregate_id
        order by o.aggregate_type, o.aggregate_id, o.id limit 1;
        if found then
            update outbox_block b
            set event_id = v_next, attempts = 0, next_attempt_at = clock_timestamp(), errors = null
            where b.aggregate_type = v_block.aggregate_type and b.aggregate_id = v_block.aggregate_id;
        else
            delete from outbox_block b
            where b.aggregate_type = v_block.aggregate_type and b.aggregate_id = v_block.aggregate_id;
        end if;
    end loop;
end $$;
