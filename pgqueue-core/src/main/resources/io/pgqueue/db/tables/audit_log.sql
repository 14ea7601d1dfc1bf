-- Who did what to the queue by the dashboard, when, and to what. Each row is written in the transaction of what it tells, as
-- far as that is one transaction, and kept for 90 days.
create table ${pgqueue.schema}.audit_log (
    id     bigint generated always as identity primary key,
    at     timestamptz not null default clock_timestamp(),
    -- empty if nobody was signed in
    actor  text not null,
    action text not null,
    target text not null,
    detail text not null
) with (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.02);

create index audit_log_at on ${pgqueue.schema}.audit_log (at);
