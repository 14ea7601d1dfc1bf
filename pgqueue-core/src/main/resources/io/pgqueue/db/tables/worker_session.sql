-- A session that works tasks itself, by get_task or process_tasks: it has no heartbeat, and lives exactly as long as its
-- backend.
alter table ${pgqueue.schema}.worker add column session boolean not null default false;

create index worker_session on ${pgqueue.schema}.worker (backend_pid) where session and ended_at is null;
