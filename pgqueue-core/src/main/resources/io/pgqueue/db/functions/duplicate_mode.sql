-- The code that enqueue knows for what to do about a key that is taken.
create or replace function ${pgqueue.schema}.duplicate_mode(p_on_duplicate text)
returns smallint language plpgsql immutable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_mode smallint := array_position('{keep,replace_waiting,add_if_closed}', lower(p_on_duplicate)) - 1;
begin
    if v_mode is null then
        raise exception 'on_duplicate is "%", but must be keep, replace_waiting or add_if_closed', p_on_duplicate
            using errcode = 'PQ003';
    end if;
    return v_mode;
end $$;
