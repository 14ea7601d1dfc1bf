-- The log of transitions, with names for ids and statuses. worker is null once it is forgotten.
create or replace view ${pgqueue.schema}.transitions as
select l.id, l.task_id, k.name as kind, s.names[l.from_status + 1] as from_status, s.names[l.to_status + 1] as to_status,
       l.at, l.attempt, w.name as worker, l.reason
from ${pgqueue.schema}.task_log l
join ${pgqueue.schema}.kind k on k.id = l.kind
left join ${pgqueue.schema}.worker w on w.id = l.worker
cross join (values (array['new', 'must_retry', 'running', 'succeeded', 'cancelled', 'no_attempts_left'])) s(names);
