-- What handlers say of their tasks. Written only when there is something, by the transaction that records the outcome, and
-- deleted with the task.
create table ${pgqueue.schema}.task_message (
    id      bigint generated always as identity,
    task_id bigint not null,
    attempt int not null,
    -- by the clock of the machine that ran it
    at      timestamptz not null,
    message text not null,
    primary key (task_id, id)
) with (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
