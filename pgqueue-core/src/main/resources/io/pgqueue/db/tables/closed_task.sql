-- Tasks that are done. status: 3 succeeded, 4 cancelled, 5 no_attempts_left.
create table ${pgqueue.schema}.closed_task (
    id            bigint primary key,
    created_at    timestamptz not null,
    available_at  timestamptz not null,
    claimed_at    timestamptz not null,
    finished_at   timestamptz not null,
    kind          int not null,
    attempt       int not null,
    max_attempts  int not null,
    worker        int not null,
    status        smallint not null check (status between 3 and 5),
    priority      smallint not null,
    payload       jsonb,
    headers       jsonb,
    external_key  text collate "C",
    errors        jsonb,
    cancel_reason text,
    result        jsonb
) with (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- Serves the purge, the retry of the longest failed, and counts.
create index closed_task_finished on ${pgqueue.schema}.closed_task (kind, status, finished_at);
