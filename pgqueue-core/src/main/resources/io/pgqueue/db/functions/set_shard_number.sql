-- Makes this schema the shard of a number, 0 to 32767: its ids then have it in their top 15 bits, and no other shard hands
-- them out. Only before the first task was added; false if it has the number already. For the schema's owner alone.
create or replace function ${pgqueue.schema}.set_shard_number(p_number int)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_before int := shard_number();
    v_base   bigint;
begin
    if p_number is null or p_number not between 0 and 32767 then
        raise exception using errcode = '22023',
            message = format('the number of a shard is %s, but must be 0 to 32767', p_number);
    end if;
    if v_before = p_number then
        return false;
    end if;
    -- locks it: waits for whoever takes an id, and lets nobody take one before the commit
    alter sequence task_id no cycle;
    if (select s.is_called from task_id s) then
        raise exception using errcode = '55000',
            message = format('schema ${pgqueue.schema} is shard %s and has handed out ids, so it cannot become shard %s',
                             v_before, p_number),
            hint = 'Let the new shard be another schema, or give it its present number.';
    end if;
    v_base := p_number::bigint << 48;
    execute format('alter sequence task_id minvalue %s maxvalue %s start %1$s restart',
                   v_base + 1, v_base + 281474976710655);
    return true;
end $$;
