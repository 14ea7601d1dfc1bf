-- Version of this schema. An instance migrates an older one and leaves a newer one alone: what was released keeps its
-- signature and result. To be raised with every change in this folder, together with SchemaVersion.CURRENT
-- and refuse_newer.sql.
create or replace function ${pgqueue.schema}.schema_version()
returns int language sql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$ select 2 $$;

revoke all on function ${pgqueue.schema}.schema_version() from public;
