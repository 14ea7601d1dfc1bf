-- How many tasks an instance runs at once, of each kind for which it has a handler; null while it has not said so. It says so
-- when it registers and when that changes, and not with each beat. They stand last, so that the log of a beat does not repeat
-- them.
alter table ${pgqueue.schema}.worker add column kinds int[], add column worker_counts int[];
