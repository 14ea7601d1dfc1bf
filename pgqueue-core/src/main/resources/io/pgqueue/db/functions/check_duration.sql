-- A length of time, and the bounds that it is to be in; raises PQ003, and names the field. Null is right. Months have 30
-- days here, and years 365.25, as where an instance reads them.
create or replace function ${pgqueue.schema}.check_duration(p_field text, p_value interval, p_least text, p_most text)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    if extract(epoch from p_value) < extract(epoch from p_least::interval)
       or extract(epoch from p_value) > extract(epoch from p_most::interval) then
        raise exception '% must be % to %', p_field, p_least, p_most using errcode = 'PQ003';
    end if;
end $$;
