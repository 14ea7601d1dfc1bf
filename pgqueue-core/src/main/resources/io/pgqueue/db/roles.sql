-- Roles for least privilege on the queue, to be granted to those who log in:
--   pgqueue_migrator  owns the schema and all that is in it
--   pgqueue_producer  adds and cancels tasks
--   pgqueue_worker    works tasks, in an application or by SQL
--   pgqueue_reader    reads tasks, counts, kinds and workers
--
-- Run it as a superuser, or as one who may create and use these roles, after the schema was installed; it may be run
-- again. For a schema of another name, whose roles are named after it, say before, in the same session:
--   set pgqueue.schema = 'jobs';
do $$
declare
    v_schema  text := coalesce(nullif(current_setting('pgqueue.schema', true), ''), 'pgqueue');
    v_owner   text := v_schema || '_migrator';
    v_role    text;
    v_command text;
begin
    foreach v_role in array '{migrator,producer,worker,reader}'::text[] loop
        if to_regrole(quote_ident(v_schema || '_' || v_role)) is null then
            execute format('create role %I nologin', v_schema || '_' || v_role);
        end if;
    end loop;
    -- which sessions are alive, and since when, is shown to nobody else but themselves
    execute format('grant pg_read_all_stats to %I', v_owner);

    execute format('alter schema %I owner to %I', v_schema, v_owner);
    for v_command in
        select format('alter table %s owner to %I', c.oid::regclass, v_owner)
        from pg_class c
        where c.relnamespace = to_regnamespace(quote_ident(v_schema)) and c.relkind in ('r', 'p', 'v', 'S')
          -- an identity's sequence goes with its table
          and not exists (select from pg_depend d
                          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i' and c.relkind = 'S')
        union all
        select format('alter routine %s owner to %I', p.oid::regprocedure, v_owner)
        from pg_proc p where p.pronamespace = to_regnamespace(quote_ident(v_schema))
    loop
        execute v_command;
    end loop;
    execute format('select %I.grant_roles()', v_schema);
end $$;
