-- How long closed tasks may be kept; raises PQ003. Null is right.
create or replace function ${pgqueue.schema}.check_ttl(p_ttl interval)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    if p_ttl < interval '0' or p_ttl > interval '3660 days' then
        raise exception 'a terminal TTL must be 0 to 3660 days' using errcode = 'PQ003';
    end if;
end $$;
