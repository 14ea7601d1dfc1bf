-- Schedules as they are in force.
create or replace view ${pgqueue.schema}.schedules as
select s.name, case when s.retired_at is not null then 'retired' when s.paused_at is not null then 'paused'
                    else 'active' end as state,
       case when s.declared is null then 'run_time' when s.edited is null then 'declared' else 'edited' end as origin,
       s.owner, d.kind, d.cron, d.zone, d.every_millis * interval '1 millisecond' as every, d.payload, d.headers,
       d.priority, d.jitter_millis * interval '1 millisecond' as jitter, d.missed, d.missed_limit, d.overlap,
       s.next_slot, s.last_slot, s.last_fired_at, s.last_task, s.skipped, s.paused_at, s.retired_at, s.revision
from ${pgqueue.schema}.schedule s,
     jsonb_to_record(coalesce(s.edited, s.declared))
         as d(kind text, cron text, zone text, every_millis bigint, payload jsonb, headers jsonb, priority int,
              jitter_millis bigint, missed text, missed_limit int, overlap text);
