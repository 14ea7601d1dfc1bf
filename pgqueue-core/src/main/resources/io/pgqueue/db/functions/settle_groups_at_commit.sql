-- See settle_groups. The first row of a transaction counts all of them.
create or replace function ${pgqueue.schema}.settle_groups_at_commit()
returns trigger language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform settle_groups();
    return null;
end $$;
