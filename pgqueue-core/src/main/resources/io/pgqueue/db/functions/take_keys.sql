-- Takes the keys of new tasks, in key order. Says for each task which one holds its key: itself, or another; a task
-- without a key holds its own place. Modes are those of enqueue.
create or replace function ${pgqueue.schema}.take_keys(p_kinds int[], p_keys text[], p_ids bigint[], p_modes smallint[])
returns bigint[] language plpgsql
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
declare
    v_taken    bigint[];
    v_inserted int;
begin
    loop
        -- of several tasks of one key the first gets it: those after it conflict with what it has inserted
        insert into task_key (kind, external_key, task_id)
        select u.kind, u.key, u.id
        from unnest(p_kinds, p_keys collate "C", p_ids, v_taken) u(kind, key, id, taken)
        where u.key is not null and u.taken is null
        order by u.kind, u.key, u.id
        on conflict do nothing;
        get diagnostics v_inserted = row_count;
        if v_taken is null and v_inserted = cardinality(array_remove(p_keys, null)) then
            -- all were free, which needs no second look
            return p_ids;
        end if;
        if 2 = any (p_modes) then
            perform pass_keys_on(p_kinds, p_keys, p_ids, v_taken, p_modes);
        end if;
        -- the highest: with an older snapshot, as of a repeatable read, one sees a key that was deleted meanwhile, too
        v_taken := array(
            select case when u.key is null then u.id
                        else coalesce(u.taken, (select max(k.task_id) from task_key k
                                                where k.kind = u.kind and k.external_key = u.key)) end
            from unnest(p_kinds, p_keys, p_ids, v_taken) with ordinality u(kind, key, id, taken, o) order by u.o);
        exit when array_position(v_taken, null) is null;
    end loop;
    return v_taken;
end $$;
