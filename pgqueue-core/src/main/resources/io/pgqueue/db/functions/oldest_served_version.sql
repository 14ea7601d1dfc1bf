-- The lowest schema_version() whose instances this schema serves. To be raised only where a later version has to break an
-- older release: then an instance of that says at its start that it is too old.
create or replace function ${pgqueue.schema}.oldest_served_version()
returns int language sql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$ select 1 $$;

revoke all on function ${pgqueue.schema}.oldest_served_version() from public;
