-- Gives tasks of a kind that have no attempts left further ones, the longest failed first; how many.
create or replace function ${pgqueue.schema}.retry(p_kind int, p_attempts int, p_limit int)
returns int language plpgsql security definer
set jit = off
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    return reopen_rows(array(
        select c.ctid from closed_task c
        where c.kind = p_kind and c.status = 5
          and (c.external_key is null
               or (select k.task_id from task_key k where k.kind = c.kind and k.external_key = c.external_key) = c.id)
        order by c.kind, c.status, c.finished_at limit p_limit for update skip locked), p_attempts);
end $$;
