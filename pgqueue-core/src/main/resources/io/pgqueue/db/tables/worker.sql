-- One row an instance. A claim locks its row for key share, and whoever declares it dead locks it for update: so no
-- claim of a worker can commit after its tasks were taken away.
create table ${pgqueue.schema}.worker (
    id            int generated always as identity primary key,
    name          text not null,
    version       text not null,
    backend_pid   int,
    backend_start timestamptz,
    started_at    timestamptz not null default clock_timestamp(),
    heartbeat_at  timestamptz not null default clock_timestamp(),
    ended_at      timestamptz,
    ended_as      text check (ended_as in ('stopped', 'dead')),
    -- the tasks that had really begun at the last beat
    begun         bigint[] not null default '{}'
) with (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
