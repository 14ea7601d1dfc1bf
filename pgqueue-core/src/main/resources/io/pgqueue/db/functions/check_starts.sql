-- How many tasks may be started in a period, of a kind or of each of its partitions; raises PQ003, and names the field.
-- Null is right for both together.
create or replace function ${pgqueue.schema}.check_starts(
    p_field text, p_started int, p_period_field text, p_period interval)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform check_range(p_field, coalesce(p_started, 1), 1, 1000000);
    perform check_duration(p_period_field, p_period, '1 ms', '365 days');
    if (p_started is null) <> (p_period is null) then
        raise exception '% and % must be given together', p_field, p_period_field using errcode = 'PQ003';
    end if;
end $$;
