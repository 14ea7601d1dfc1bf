-- How many tasks of a kind were started within the last p_period, and when the first of these starts leaves it.
create or replace function ${pgqueue.schema}.started_in(
    p_kind int, p_now timestamptz, p_period interval, out started bigint, out first_ends timestamptz)
language plpgsql
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
    v_first limit_start;
    v_total bigint;
begin
    started := 0;
    select s.* into v_first from limit_start s
    where s.kind = p_kind and s.scope = 'kind' and s.partition_key = '' and s.started_at > p_now - p_period
    order by s.kind, s.scope, s.partition_key, s.started_at, s.total limit 1;
    if found then
        select s.total into v_total from limit_start s
        where s.kind = p_kind and s.scope = 'kind' and s.partition_key = ''
        order by s.kind desc, s.scope desc, s.partition_key desc, s.started_at desc, s.total desc limit 1;
        started := v_total - v_first.total + v_first.started;
        first_ends := v_first.started_at + p_period;
    end if;
end $$;
