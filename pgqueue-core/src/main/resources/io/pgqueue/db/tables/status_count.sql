-- Counts by kind and status as one instance sampled them for all. Metrics and lists read these and never scan tasks.
create table ${pgqueue.schema}.status_count (
    kind       int not null,
    status     smallint not null,
    tasks      bigint not null,
    -- of status 0 and 1: since when the oldest that could run has been waiting
    oldest_due timestamptz,
    sampled_at timestamptz not null,
    -- how long the whole sample took: the next one waits at least twenty times as long
    took       interval not null default '0',
    primary key (kind, status)
) with (fillfactor = 50);
