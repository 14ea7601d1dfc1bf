-- Stops all instances from claiming tasks of a kind, or, with paused false, lets them go on; what runs goes on. Whether it
-- changed anything.
create or replace function ${pgqueue.schema}.pause_kind(kind text, paused boolean default true)
returns boolean language plpgsql security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
begin
    update kind k set paused_at = case when paused then clock_timestamp() end
    where k.id = kind_id(pause_kind.kind) and (k.paused_at is not null) <> paused;
    return found;
end $$;
