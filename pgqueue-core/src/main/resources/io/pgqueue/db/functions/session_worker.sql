-- The worker that this session is. Registers it on first use.
create or replace function ${pgqueue.schema}.session_worker()
returns int language plpgsql
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
    v_id    int;
    v_start timestamptz := (select a.backend_start from pg_stat_get_activity(pg_backend_pid()) a);
begin
    if v_start is null then
        -- without it a session could take itself for one that is gone and had the same pid
        raise exception 'the owner of schema ${pgqueue.schema} may not see when sessions began' using errcode = 'PQ005',
            hint = 'grant pg_read_all_stats to the owner, as roles.sql does.';
    end if;
    select w.id into v_id from worker w
    where w.session and w.ended_at is null and w.backend_pid = pg_backend_pid() and w.backend_start = v_start;
    if not found then
        insert into worker (name, version, backend_pid, backend_start, session)
        values (format('%s/%s', coalesce(host(inet_client_addr()), 'local'), pg_backend_pid()), 'sql',
                pg_backend_pid(), v_start, true)
        returning id into v_id;
    end if;
    return v_id;
end $$;
