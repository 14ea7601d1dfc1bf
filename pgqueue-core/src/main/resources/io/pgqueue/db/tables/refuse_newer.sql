-- Stops a run of this changelog on the schema of a later one, whose functions it would replace by its own. Runs with every
-- update, before all else. The number is that of schema_version().
do $$
declare
    v_installed int;
begin
    if to_regprocedure('${pgqueue.schema}.schema_version()') is not null then
        v_installed := ${pgqueue.schema}.schema_version();
        if v_installed > 2 then
            raise exception 'the schema ${pgqueue.schema} has version %, which this changelog of version 2 would set back', v_installed
                using hint = 'Run the changelog of the newest release alone. An older one works on that schema without.';
        end if;
    end if;
end $$;
