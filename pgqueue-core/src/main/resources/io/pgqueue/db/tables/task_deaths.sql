-- A task that ends its process must not end one after the other. deaths: of a task that came back from a dead worker, the
-- workers that died while they ran it, and when; empty if none is known to have. begun_token: the claim under which its
-- start was put on record. Both are null for all other tasks, whose rows are none the longer for it.
alter table ${pgqueue.schema}.task
    add column deaths text[],
    add column begun_token bigint;

-- How many workers may die while they run a task, before it is set aside; 0: it is not counted.
alter table ${pgqueue.schema}.kind add column max_deaths int not null default 3 check (max_deaths between 0 and 100);
