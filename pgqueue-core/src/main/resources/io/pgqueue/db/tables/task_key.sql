-- The idempotency key, for as long as its task is kept, live or closed.
create table ${pgqueue.schema}.task_key (
    kind         int not null,
    external_key text collate "C" not null,
    task_id      bigint not null,
    primary key (kind, external_key)
) with (
    autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = -1, autovacuum_vacuum_cost_delay = 0
);
