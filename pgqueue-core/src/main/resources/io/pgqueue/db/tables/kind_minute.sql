-- What happened to tasks of a kind on an instance in a minute, added up in memory and written once a minute. worker is 0
-- for an instance that is not registered. Times are milliseconds.
create table ${pgqueue.schema}.kind_minute (
    minute          timestamptz not null,
    kind            int not null,
    worker          int not null,
    enqueued        bigint not null,
    duplicates      bigint not null,
    succeeded       bigint not null,
    failed          bigint not null,
    retried         bigint not null,
    used_up         bigint not null,
    cancelled       bigint not null,
    -- that ended, whatever they came to: what the times are of
    attempts        bigint not null,
    wait_ms         bigint not null,
    longest_wait_ms bigint not null,
    run_ms          bigint not null,
    longest_run_ms  bigint not null,
    primary key (minute, kind, worker)
) with (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02);
