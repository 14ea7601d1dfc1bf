-- For a claim: of locked tasks that have taken slots, those that may run by their ordering keys; the slots of the others
-- become free again. Their starts stay counted, which allows less and never more.
create or replace function ${pgqueue.schema}.keep_heads(p_rows tid[])
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
    v_ordered tid[];
    v_kept    tid[];
    v_slots   limit_slot[];
begin
    select array_agg(t.ctid) into v_ordered from task t where t.ctid = any (p_rows) and t.ordering_key is not null;
    if v_ordered is null then
        return p_rows;
    end if;
    v_kept := take_runs(v_ordered, 0);
    select array_agg((t.kind, coalesce(t.partition_key, ''), t.id)::limit_slot) into v_slots
    from unnest(v_ordered) u(row_id), task t
    where u.row_id <> all (v_kept) and t.ctid = u.row_id;
    if v_slots is not null then
        perform free_slots(v_slots);
    end if;
    return array(select u.row_id from unnest(p_rows) u(row_id) where u.row_id <> all (v_ordered)) || v_kept;
end $$;
