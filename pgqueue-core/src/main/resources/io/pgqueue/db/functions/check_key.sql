-- The rule that the Java side has for keys; raises PQ003, and names the field.
create or replace function ${pgqueue.schema}.check_key(p_field text, p_key text)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    if p_key = '' or length(p_key) > 255 then
        raise exception '% must have 1 to 255 characters', p_field using errcode = 'PQ003';
    end if;
end $$;
