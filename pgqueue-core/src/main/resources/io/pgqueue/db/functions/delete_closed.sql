-- Deletes locked closed tasks with their keys and what was said of them; how many. It waits for nobody: a key that a caller's transaction is about to
-- give to a newer task keeps its task for the moment.
create or replace function ${pgqueue.schema}.delete_closed(p_rows tid[])
returns bigint language plpgsql
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
    v_keys  tid[];
    v_gone  bigint[];
    v_count bigint;
begin
    v_keys := array(
        select (select k.ctid from task_key k
                where k.kind = c.kind and k.external_key = c.external_key and k.task_id = c.id for update skip locked)
        from closed_task c where c.ctid = any (p_rows) and c.external_key is not null);
    delete from task_key k where k.ctid = any (v_keys);
    with gone as (
        delete from closed_task c
        where c.ctid = any (p_rows)
          and (c.external_key is null
               or (select k.task_id from task_key k where k.kind = c.kind and k.external_key = c.external_key)
                  is distinct from c.id)
        returning c.id)
    select array_agg(g.id), count(*) into v_gone, v_count from gone g;
    perform drop_messages(v_gone);
    perform drop_follow_ups(v_gone);
    return v_count;
end $$;
