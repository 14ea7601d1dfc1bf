-- Sets how many tasks of a kind each instance runs at once, in place of what its code and properties say; null goes back to
-- that. Whether it changed anything. Instances learn so at the commit, whose lock see announce: nobody does this often.
create or replace function ${pgqueue.schema}.set_worker_count(kind text, worker_count int)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform check_range('worker_count', coalesce(set_worker_count.worker_count, 0), 0, 10000);
    update kind k set worker_count = set_worker_count.worker_count
    where k.id = kind_id(set_worker_count.kind) and k.worker_count is distinct from set_worker_count.worker_count;
    if found then
        perform announce('{-1}', '{}');
    end if;
    return found;
end $$;
