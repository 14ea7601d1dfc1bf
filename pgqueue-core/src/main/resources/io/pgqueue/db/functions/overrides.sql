-- The kinds of which something is set at run time that their instances have to know: worker counts, and terminal TTLs in
-- milliseconds.
create or replace function ${pgqueue.schema}.overrides()
returns table (kind int, worker_count int, terminal_ttl bigint) language sql stable security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select k.id, k.worker_count,
           case when k.declared_ttl is not null then (extract(epoch from k.terminal_ttl) * 1000)::bigint end
    from kind k where k.worker_count is not null or k.declared_ttl is not null
$$;
