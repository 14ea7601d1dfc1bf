-- The rules that the Java side has for a task's fields; raises PQ003, and names the field.
create or replace function ${pgqueue.schema}.check_task(
    p_external_keys text[], p_delay interval, p_available_at timestamptz, p_priority int, p_headers jsonb)
returns void language plpgsql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_problem text;
begin
    perform check_key('external_key', u.key) from unnest(p_external_keys) u(key);
    v_problem := case
        when p_delay < interval '0' or p_delay > interval '36500 days' then 'delay must be 0 to 36500 days'
        when p_available_at < 'epoch' or p_available_at > '9999-12-31 23:59:59Z'
            then 'available_at must be from 1970 to 9999'
        when p_priority is null or p_priority < 0 or p_priority > 9 then 'priority must be 0 (most urgent) to 9'
        when jsonb_typeof(p_headers) <> 'object' then 'headers must be a JSON object of strings'
    end;
    if v_problem is null and p_headers is not null
       and exists (select from jsonb_each(p_headers) h where jsonb_typeof(h.value) <> 'string') then
        v_problem := 'headers must be a JSON object of strings';
    end if;
    if v_problem is not null then
        raise exception '%', v_problem using errcode = 'PQ003';
    end if;
end $$;
