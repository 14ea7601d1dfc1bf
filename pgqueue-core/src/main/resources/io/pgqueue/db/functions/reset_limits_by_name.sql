-- Forgets limits of a kind that were set at run time: those that are declared hold again. Whether there were any.
create or replace function ${pgqueue.schema}.reset_limits(kind text)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    return reset_limits(kind_id(reset_limits.kind));
end $$;
