-- The lucky task as a function in the database: the attempts that fail raise an error, as an exception does in Java.
create or replace function sql_lucky(payload jsonb)
returns table (message text, attempt int, number numeric) language plpgsql
as $$
declare
    v_attempt int := current_setting('pgqueue.attempt');
    v_drawn   numeric := round(random()::numeric, 3);
begin
    if v_drawn >= coalesce((payload ->> 'chance')::numeric, 0.3) then
        raise exception 'No luck in attempt %', v_attempt;
    end if;
    return query select 'I got lucky', v_attempt, v_drawn;
end $$
