-- Why a task is set aside, for its errors.
create or replace function ${pgqueue.schema}.set_aside_text(p_deaths text[], p_max_deaths int)
returns text language sql
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select format('set aside after %s workers died while they ran this task, which is more than the max-deaths of %s that its '
                  'kind allows: %s. Each had last been heard of at the time beside it; see what it logged there, how its '
                  'process ended (exit code, hs_err file, out-of-memory killer) and what this task makes its handler do. '
                  'It waits until it is retried (TaskAdmin.retry, retry_task) or cancelled.',
                  cardinality(p_deaths), p_max_deaths, array_to_string(p_deaths, ', '))
$$;
