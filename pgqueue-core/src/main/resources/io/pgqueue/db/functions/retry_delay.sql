-- How long a task waits after an attempt, in milliseconds: six seconds that double up to ten minutes, with equal
-- jitter. The one that kinds have in Java that name none.
create or replace function ${pgqueue.schema}.retry_delay(p_attempt int)
returns bigint language sql volatile
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select (grown / 2 + random() * (grown / 2))::bigint
    from (select least(6000 * power(2, least(p_attempt, 30) - 1), 600000)) d(grown)
$$;
