-- Makes a kind known; null leaves a value as it is, or at its default. Returns its id.
create or replace function ${pgqueue.schema}.register_kind(
    kind text, max_attempts int default null, terminal_ttl interval default null)
returns int language sql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select r.id from register_kinds(array[$1], array[$2], array[$3]) r
$$;
