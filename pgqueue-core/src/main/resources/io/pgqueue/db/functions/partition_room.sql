-- How many tasks of each of these partitions can be started now by its limits; and when the first of those that have
-- started as many as they may can start another.
create or replace function ${pgqueue.schema}.partition_room(
    p_limit ${pgqueue.schema}.kind_limit, p_partitions text[], p_now timestamptz,
    out room int[], out until timestamptz)
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
begin
    select array_agg(greatest(least(p_limit.partition_max_running - running.count,
                                    p_limit.partition_max_started - starts.count), 0)::int order by u.o),
           min(starts.first_ends) filter (where starts.count >= p_limit.partition_max_started)
    into room, until
    from unnest(p_partitions) with ordinality u(partition_key, o),
         lateral (select count(*) as count
                  from (select from limit_slot l
                        where l.kind = p_limit.kind and l.partition_key = u.partition_key
                          and p_limit.partition_max_running is not null
                        limit p_limit.partition_max_running) c) running,
         lateral (select coalesce(n.total - (n.first).total + (n.first).started, 0) as count,
                         (n.first).started_at + p_limit.partition_period as first_ends
                  from (select (select s from limit_start s
                                where s.kind = p_limit.kind and s.scope = 'partition'
                                  and s.partition_key = u.partition_key
                                  and s.started_at > p_now - p_limit.partition_period
                                order by s.kind, s.scope, s.partition_key, s.started_at, s.total limit 1) as first,
                               (select s.total from limit_start s
                                where s.kind = p_limit.kind and s.scope = 'partition'
                                  and s.partition_key = u.partition_key
                                  and s.started_at > p_now - p_limit.partition_period
                                order by s.kind desc, s.scope desc, s.partition_key desc, s.started_at desc, s.total desc
                                limit 1) as total
                        offset 0) n
                  offset 0) starts;
end $$;
