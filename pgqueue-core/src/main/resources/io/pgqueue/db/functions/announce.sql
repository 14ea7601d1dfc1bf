-- Tells instances, when the transaction commits, that there is work of some kinds, and which running tasks somebody
-- asked to cancel: what Java's Notice reads. The commit then takes a lock that is global to the server.
create or replace function ${pgqueue.schema}.announce(p_kinds int[], p_cancelled bigint[])
returns void language sql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select pg_notify('${pgqueue.schema}_wake',
                     format(';%s;%s', array_to_string(p_kinds, ','), array_to_string(p_cancelled, ',')))
$$;
