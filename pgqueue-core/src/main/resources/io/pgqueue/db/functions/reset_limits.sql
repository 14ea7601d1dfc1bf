-- Forgets limits that were set at run time: those that are declared hold again. Whether there were any.
create or replace function ${pgqueue.schema}.reset_limits(p_kind int)
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
    perform from limit_state s where s.kind = p_kind for no key update;
    delete from kind_limit l where l.kind = p_kind and l.set_at_run_time;
    if not found then
        return false;
    end if;
    perform apply_limits(p_kind);
    return true;
end $$;
