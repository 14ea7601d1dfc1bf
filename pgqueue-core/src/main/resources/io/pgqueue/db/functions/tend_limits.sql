-- Housekeeping of kinds with limits that no claim is at: forgets starts that have left their period, gives tasks without
-- a partition key one, if they stand so far behind that no claim has seen them, and frees slots of tasks that are gone,
-- as those that somebody has deleted by hand.
create or replace function ${pgqueue.schema}.tend_limits()
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
    v_kind  int;
    v_limit kind_limit;
begin
    for v_kind in select s.kind from limit_state s order by s.kind for no key update skip locked
    loop
        v_limit := limits_of(v_kind);
        delete from limit_start s
        where s.kind = v_kind
          and (case when s.scope = 'kind' then v_limit.period else v_limit.partition_period end is null
               or s.started_at <= clock_timestamp()
                                  - case when s.scope = 'kind' then v_limit.period else v_limit.partition_period end);
        delete from limit_slot s
        where s.kind = v_kind
          and not exists (select from task t where t.id = s.task_id and t.status = 2 and t.limited);
        if num_nonnulls(v_limit.partition_max_running, v_limit.partition_max_started) > 0 then
            perform give_partition(v_kind, clock_timestamp(), 100000);
        end if;
    end loop;
end $$;
