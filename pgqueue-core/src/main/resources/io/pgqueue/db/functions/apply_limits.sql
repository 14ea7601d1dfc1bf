-- Puts the limits of a kind into force. To be called under the lock of limit_state.
-- If it had none before, what runs takes slots: all that has been claimed and committed, and nobody else is at.
create or replace function ${pgqueue.schema}.apply_limits(p_kind int)
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
    v_limit   kind_limit := limits_of(p_kind);
    v_limited boolean;
    v_rows    tid[];
begin
    v_limited := num_nonnulls(v_limit.max_running, v_limit.max_started, v_limit.partition_max_running,
                              v_limit.partition_max_started) > 0;
    update limit_state s
    set idle_since = null, idle_until = 'infinity',
        look_at = case when v_limited then clock_timestamp() else 'infinity' end
    where s.kind = p_kind;
    update kind k set limited = v_limited where k.id = p_kind and k.limited <> v_limited;
    if found and v_limited then
        v_rows := array(
            select r.row_id
            from generate_series(0, 9) p(priority),
                 lateral (select t.ctid as row_id from task t
                          where t.kind = p_kind and t.priority = p.priority
                            and t.available_at <= clock_timestamp() + interval '1 minute'
                            and t.status = 2 and not t.limited
                          offset 0 for no key update skip locked) r);
        insert into limit_slot (kind, partition_key, task_id)
        select t.kind, coalesce(t.partition_key, ''), t.id from task t where t.ctid = any (v_rows);
        update task t set limited = true where t.ctid = any (v_rows);
    end if;
end $$;
