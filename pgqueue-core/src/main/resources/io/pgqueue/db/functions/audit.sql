-- Notes who did what, in the transaction of the deed.
create or replace function ${pgqueue.schema}.audit(p_actor text, p_action text, p_target text, p_detail text)
returns void language sql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    insert into audit_log (actor, action, target, detail)
    values (left(p_actor, 255), left(p_action, 100), left(p_target, 1000), left(p_detail, 4000))
$$;
