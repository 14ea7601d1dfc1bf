-- All kinds.
create or replace function ${pgqueue.schema}.known_kinds()
returns table (name text, id int) language sql stable security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select k.name, k.id from kind k
$$;
