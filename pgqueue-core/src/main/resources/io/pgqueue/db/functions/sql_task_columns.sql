-- The columns that a function returns, as names and types; null if it cannot be the work of a task.
create or replace function ${pgqueue.schema}.sql_task_columns(p_function oid, out names text[], out types oid[])
returns record language sql stable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select array_agg(c.name order by c.o), array_agg(c.type order by c.o)
    from pg_proc p, pg_type t,
         lateral (
            -- returns table, or several out parameters
            select a.name, a.type, a.o
            from unnest(p.proargnames, p.proallargtypes, p.proargmodes) with ordinality a(name, type, mode, o)
            where a.mode in ('o', 't', 'b') and t.oid = 'record'::regtype
            union all
            -- a table's, view's or composite type's row
            select a.attname, a.atttypid, a.attnum
            from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
            union all
            -- a value, named as psql does: after the function, or its only out parameter
            select coalesce((select u.name from unnest(p.proargnames, p.proargmodes) u(name, mode)
                             where u.mode in ('o', 't', 'b')), p.proname), t.oid, 1
            where t.typrelid = 0 and (t.typtype <> 'p' or t.oid = 'void'::regtype)) c
    where p.oid = p_function and t.oid = p.prorettype and p.prokind = 'f'
      and p.pronargs = 1 and p.proargtypes[0] = 'jsonb'::regtype
    having count(*) > 0
$$;
