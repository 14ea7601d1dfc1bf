-- The id of a kind. Raises PQ002 if there is none of that name.
create or replace function ${pgqueue.schema}.kind_id(p_kind text)
returns int language plpgsql stable
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_id int;
begin
    select k.id into v_id from kind k where k.name = p_kind;
    if not found then
        raise exception 'there is no kind "%"', p_kind using errcode = 'PQ002',
            hint = 'An application with a handler makes its kind known, and so does ${pgqueue.schema}.register_kind.';
    end if;
    return v_id;
end $$;
