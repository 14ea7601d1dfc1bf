-- A number that has to be there, and in a range; raises PQ003, and names the field.
create or replace function ${pgqueue.schema}.check_range(p_field text, p_value bigint, p_least bigint, p_most bigint)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    if p_value is null or p_value < p_least or p_value > p_most then
        raise exception '% must be % to %', p_field, p_least, p_most using errcode = 'PQ003';
    end if;
end $$;
