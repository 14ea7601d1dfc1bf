-- Sets how long closed tasks of a kind are kept, in place of what the code and properties of its instances say; null goes
-- back to that. Whether it changed anything. Instances learn so at the commit, whose lock see announce: nobody does this
-- often.
create or replace function ${pgqueue.schema}.set_terminal_ttl(kind text, ttl interval)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    perform check_ttl(ttl);
    update kind k
    set declared_ttl = case when ttl is not null then coalesce(k.declared_ttl, k.terminal_ttl) end,
        terminal_ttl = coalesce(ttl, k.declared_ttl)
    where k.id = kind_id(set_terminal_ttl.kind)
      and (case when k.declared_ttl is not null then k.terminal_ttl end) is distinct from ttl;
    if found then
        perform announce('{-1}', '{}');
    end if;
    return found;
end $$;
