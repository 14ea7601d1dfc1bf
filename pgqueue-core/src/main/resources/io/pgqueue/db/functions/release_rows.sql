-- Gives locked running tasks of a worker that is alive back, as give_back does.
create or replace function ${pgqueue.schema}.release_rows(p_rows tid[], p_reason text)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform give_back(p_rows, p_reason, false);
end $$;
