-- The query that does the work of an SQL task, with every name qualified: it takes the payload and the attempt's number,
-- and returns what is kept as the task's result.
create or replace function ${pgqueue.schema}.sql_task_query(p_kind int)
returns text language plpgsql stable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_task    sql_task;
    v_proc    pg_proc;
    v_names   text[];
    v_types   oid[];
    v_row     boolean;
begin
    select s.* into v_task from sql_task s where s.kind = p_kind;
    if not found then
        raise exception 'the kind has no SQL function any more' using errcode = 'PQ006';
    end if;
    select p.* into v_proc from pg_proc p
    where p.oid = to_regprocedure(format('%s.%s(pg_catalog.jsonb)', v_task.function_schema, v_task.function_name));
    if not found then
        raise exception 'there is no function %.%(jsonb)', v_task.function_schema, v_task.function_name
            using errcode = 'PQ006', hint = 'Create it, or register another one for the kind.';
    end if;
    select c.names, c.types into v_names, v_types from sql_task_columns(v_proc.oid) c;
    if v_proc.prorettype = 'void'::regtype then
        return format('select ${pgqueue.schema}.sql_value($2, null) from %s.%s($1) r',
                      v_task.function_schema, v_task.function_name);
    end if;
    v_row := v_proc.prorettype = 'record'::regtype
             or (select t.typrelid <> 0 from pg_type t where t.oid = v_proc.prorettype);
    if not v_row and not v_proc.proretset then
        return format('select ${pgqueue.schema}.sql_value($2, pg_catalog.to_jsonb(r)) from %s.%s($1) r',
                      v_task.function_schema, v_task.function_name);
    end if;
    return format(
        'select ${pgqueue.schema}.sql_rows($2, pg_catalog.jsonb_agg(pg_catalog.to_jsonb(r)), %L, %L, '
            || 'pg_catalog.array_agg(array[%s])) from %s.%s($1) r',
        v_names,
        -- those that psql aligns to the right
        array(select u.type = any ('{int2,int4,int8,float4,float8,numeric,oid,xid,xid8,cid,money}'::regtype[]::oid[])
              from unnest(v_types) with ordinality u(type, o) order by u.o),
        (select string_agg(case when v_row then format('pg_catalog.format(''%%s'', r.%I)', u.name)
                                else 'pg_catalog.format(''%s'', r)' end, ', ' order by u.o)
         from unnest(v_names) with ordinality u(name, o)),
        v_task.function_schema, v_task.function_name);
end $$;
