-- Kinds whose work is an SQL function: of one argument, a jsonb. By name and not by oid, so that the function can be
-- dropped and created anew, and the database be upgraded in place.
create table ${pgqueue.schema}.sql_task (
    kind            int primary key,
    function_schema text not null,
    function_name   text not null,
    created_at      timestamptz not null default now()
);
