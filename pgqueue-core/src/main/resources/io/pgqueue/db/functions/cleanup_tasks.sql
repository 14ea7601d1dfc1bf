-- Deletes closed tasks that are past their terminal TTL, in batches of so many of each kind and status, with a commit
-- each; to be called outside of a transaction. It ends early if another session purges. deleted: how many tasks.
--
-- A procedure that commits can carry no SET clause: each name and operator is qualified.
create or replace procedure ${pgqueue.schema}.cleanup_tasks(batch_size int default 5000, inout deleted bigint default 0)
language plpgsql
as $$
declare
    v_count pg_catalog.int8;
begin
    deleted := 0;
    loop
        commit;
        v_count := ${pgqueue.schema}.purge(batch_size);
        exit when v_count is null or v_count operator(pg_catalog.=) 0;
        deleted := deleted operator(pg_catalog.+) v_count;
    end loop;
    commit;
end $$;
