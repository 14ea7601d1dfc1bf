-- Once its parameters had other names, which 'or replace' cannot change; until the commit everybody has the one before.
drop function if exists ${pgqueue.schema}.run_now(bigint);

-- Makes a waiting task available at once; whether there was one.
create or replace function ${pgqueue.schema}.run_now(id bigint)
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
    -- one that is parked behind others of its ordering key stays behind them
    update task t
    set available_at = case when t.available_at = 'infinity' then t.available_at
                            else least(t.available_at, clock_timestamp()) end
    where t.id = run_now.id and t.status < 2;
    return found;
end $$;
