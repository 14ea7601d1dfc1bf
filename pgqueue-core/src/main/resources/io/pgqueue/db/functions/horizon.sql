-- What keeps vacuum from removing dead rows of this database: sessions, prepared transactions, standbys and replication slots,
-- those first that hold back most; at most p_limit. Of a query it gives our own tag alone, since values stand in the rest. What
-- other users' sessions are at is hidden from an owner without pg_read_all_stats.
-- A walsender without a transaction passes on what a standby without a slot says by hot_standby_feedback: how long it has been
-- connected says nothing of that, so it has no time, as a slot has none.
create or replace function ${pgqueue.schema}.horizon(p_limit int)
returns table (holder text, pid int, name text, username text, state text, since timestamptz, transactions bigint, tag text)
language sql stable security definer
set search_path = pg_catalog, ${pgqueue.schema}, pg_temp
as $$
    select h.holder, h.pid, h.name, h.username, h.state, h.since, h.transactions, h.tag
    from (
        select case when a.backend_type = 'walsender' and a.xact_start is null then 'standby' else 'session' end as holder,
               a.pid, a.application_name as name, a.usename::text as username, a.state, a.xact_start as since,
               greatest(age(a.backend_xmin), age(a.backend_xid))::bigint as transactions,
               substring(a.query from '^\s*/\* (pgqueue:[a-z-]+) \*/') as tag
        from pg_stat_activity a
        where (a.backend_xmin is not null or a.backend_xid is not null)
          and (a.datname = current_database() or a.datname is null)
          and a.pid <> pg_backend_pid() and a.backend_type not like 'autovacuum%'
        union all
        select 'prepared', null, p.gid, p.owner::text, 'prepared', p.prepared, age(p.transaction)::bigint, null
        from pg_prepared_xacts p where p.database = current_database()
        union all
        select 'slot', s.active_pid, s.slot_name::text, null, case when s.active then 'active' else 'inactive' end, null,
               greatest(age(s.xmin), age(s.catalog_xmin))::bigint, null
        from pg_replication_slots s
        where (s.xmin is not null or s.catalog_xmin is not null)
          and (s.database = current_database() or s.database is null)) h
    order by h.transactions desc, h.since
    limit p_limit
$$;
