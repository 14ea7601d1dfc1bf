-- Kinds that have an SQL function: all of them, or those of these names, each of which must have one.
create or replace function ${pgqueue.schema}.sql_kinds(p_names text[])
returns text[] language plpgsql stable security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_kinds text[] := array(select k.name from sql_task s join kind k on k.id = s.kind order by k.name);
    v_other text;
begin
    if p_names is null then
        return v_kinds;
    end if;
    select u.name into v_other from unnest(p_names) u(name) where u.name <> all (v_kinds) limit 1;
    if found then
        raise exception 'the kind "%" has no SQL function', v_other using errcode = 'PQ006',
            hint = 'Give it one by ${pgqueue.schema}.register_sql_task.';
    end if;
    return p_names;
end $$;
