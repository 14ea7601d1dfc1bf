-- Which task was added by the handler of which, with that one's end. Written only where a handler does so, by the transaction
-- that records the end, and deleted with either task. A table of its own, so that those who use no follow-ups pay for no column
-- and no index.
create table ${pgqueue.schema}.task_follow_up (
    task_id      bigint not null,
    follow_up_id bigint not null,
    primary key (task_id, follow_up_id)
) with (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- Serves the way back, and the purge of a follow-up.
create index task_follow_up_id on ${pgqueue.schema}.task_follow_up (follow_up_id, task_id);
