-- Takes a kind's SQL function away; its tasks wait for another. Whether there was one.
create or replace function ${pgqueue.schema}.unregister_sql_task(kind text)
returns boolean language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    delete from sql_task s where s.kind = kind_id(unregister_sql_task.kind);
    return found;
end $$;
