-- How long closed tasks may be kept; raises PQ003. Null is right.
create or replace function ${pgqueue.schema}.check_ttl(p_ttl interval)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform check_duration('a terminal TTL', p_ttl, '0', '3660 days');
end $$;
