-- Recurring tasks. What is in force is coalesce(edited, declared): an object with kind, cron and zone or every_millis,
-- payload, headers, priority, jitter_millis, missed, missed_limit and overlap.
create table ${pgqueue.schema}.schedule (
    name          text collate "C" primary key,
    -- the application whose code declares it; null if none does
    owner         text,
    declared      jsonb,
    -- what was said at run time
    edited        jsonb,
    -- counts the changes of what is in force
    revision      int not null default 1,
    -- of a schedule with an interval also the anchor of what follows; null if its times are over
    next_slot     timestamptz,
    paused_at     timestamptz,
    retired_at    timestamptz,
    retired_as    text check (retired_as in ('undeclared', 'removed')),
    last_slot     timestamptz,
    last_fired_at timestamptz,
    last_task     bigint,
    -- those of its tasks that were live when it last added one, and that one
    live_tasks    bigint[] not null default '{}',
    skipped       bigint not null default 0,
    created_at    timestamptz not null default clock_timestamp(),
    constraint schedule_name_format check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    constraint schedule_is_defined check (declared is not null or edited is not null)
) with (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

create index schedule_next on ${pgqueue.schema}.schedule (next_slot) where paused_at is null and retired_at is null;
