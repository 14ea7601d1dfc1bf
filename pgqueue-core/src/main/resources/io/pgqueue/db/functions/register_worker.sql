-- Registers an instance and returns its id. To be called by its control session.
create or replace function ${pgqueue.schema}.register_worker(p_name text, p_version text, p_backend_check boolean)
returns int language sql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    insert into worker (name, version, backend_pid, backend_start)
    values (p_name, p_version, case when p_backend_check then pg_backend_pid() end,
            case when p_backend_check
                 then (select a.backend_start from pg_stat_get_activity(pg_backend_pid()) a) end)
    returning id
$$;
