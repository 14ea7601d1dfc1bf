-- Deletes closed tasks that are past their terminal TTL, in batches of so many of each kind and status, with a commit
-- each, and likewise transitions past the TTL of their log; to be called outside of a transaction. What another session
-- purges it leaves to that. deleted: how many tasks.
--
-- A procedure that commits can carry no SET clause: each name and operator is qualified.
create or replace procedure ${pgqueue.schema}.cleanup_tasks(batch_size int default 5000, inout deleted bigint default 0)
language plpgsql
as $$
declare
    v_count  pg_catalog.int8;
    v_logged pg_catalog.int8;
begin
    deleted := 0;
    loop
        commit;
        v_count := ${pgqueue.schema}.purge(batch_size);
        deleted := deleted operator(pg_catalog.+) coalesce(v_count, 0);
        commit;
        v_logged := ${pgqueue.schema}.purge_log(batch_size);
        exit when coalesce(v_count, 0) operator(pg_catalog.=) 0 and coalesce(v_logged, 0) operator(pg_catalog.=) 0;
    end loop;
    commit;
end $$;
