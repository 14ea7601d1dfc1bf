-- The kinds that exist. What an instance with a handler declares stands here too, so that any instance can rescue
-- and purge tasks of any kind.
create table ${pgqueue.schema}.kind (
    id           int generated always as identity primary key,
    name         text collate "C" not null unique,
    paused_at    timestamptz,
    max_attempts int not null default 10 check (max_attempts > 0),
    terminal_ttl interval not null default '72 hours' check (terminal_ttl >= interval '0'),
    created_at   timestamptz not null default now(),
    constraint kind_name_format check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);

-- Environment variables cannot tell 'send-mail' from 'sendmail'.
create unique index kind_name_without_dashes on ${pgqueue.schema}.kind (replace(name, '-', '') collate "C");
