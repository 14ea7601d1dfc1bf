-- Makes a kind known; null leaves a value as it is, or at its default. Returns its id.
create or replace function ${pgqueue.schema}.register_kind(
    kind text, max_attempts int default null, terminal_ttl interval default null)
returns int language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_other text;
begin
    if register_kind.kind is null or register_kind.kind !~ '^[a-z0-9][a-z0-9-]{0,62}$' then
        raise exception 'the name of a kind must match [a-z0-9][a-z0-9-]{0,62}' using errcode = 'PQ003';
    end if;
    select k.name into v_other from kind k
    where replace(k.name, '-', '') = replace(register_kind.kind, '-', '') and k.name <> register_kind.kind;
    if found then
        raise exception 'the name of a kind must differ from "%" by more than dashes', v_other using errcode = 'PQ003';
    end if;
    perform check_range('max_attempts', coalesce(register_kind.max_attempts, 1), 1, 1000000);
    perform check_ttl(register_kind.terminal_ttl);
    return (select r.id from register_kinds(array[register_kind.kind], array[register_kind.max_attempts],
                                            array[register_kind.terminal_ttl]) r);
end $$;
