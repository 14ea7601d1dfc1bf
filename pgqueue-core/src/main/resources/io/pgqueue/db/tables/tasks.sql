-- Live and closed tasks in one, with names for ids and statuses. host and pid are of the process that runs, or ran, the
-- task: an instance's, or the database session's that works tasks itself. They are forgotten with the worker.
create or replace view ${pgqueue.schema}.tasks as
select t.id, k.name as kind, (array['new', 'must_retry', 'running'])[t.status + 1] as status, t.priority, t.attempt,
       case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end as max_attempts,
       t.external_key, t.created_at, t.available_at, nullif(t.claimed_at, '-infinity') as started_at,
       null::timestamptz as finished_at, w.name as worker, t.payload, t.headers, null::jsonb as result, t.errors,
       t.cancel_reason, regexp_replace(w.name, '/[0-9]+$', '') as host, substring(w.name, '/([0-9]+)$')::int as pid,
       t.ordering_key, t.partition_key, t.group_id
from ${pgqueue.schema}.task t
join ${pgqueue.schema}.kind k on k.id = t.kind
left join ${pgqueue.schema}.worker w on w.id = t.worker
union all
select t.id, k.name, (array['succeeded', 'cancelled', 'no_attempts_left'])[t.status - 2], t.priority, t.attempt,
       case when t.max_attempts > 0 then t.max_attempts else k.max_attempts end,
       t.external_key, t.created_at, t.available_at, nullif(t.claimed_at, '-infinity'),
       t.finished_at, w.name, t.payload, t.headers, t.result, t.errors,
       t.cancel_reason, regexp_replace(w.name, '/[0-9]+$', ''), substring(w.name, '/([0-9]+)$')::int,
       t.ordering_key, t.partition_key, t.group_id
from ${pgqueue.schema}.closed_task t
join ${pgqueue.schema}.kind k on k.id = t.kind
left join ${pgqueue.schema}.worker w on w.id = t.worker;
