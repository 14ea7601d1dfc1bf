-- At the commit, however many statements have changed groups, and in whatever order: so the locks of groups are taken once,
-- in the order of their ids, and are held no longer than the commit lasts.
create constraint trigger group_change_settled after insert on ${pgqueue.schema}.group_change
deferrable initially deferred for each row execute function ${pgqueue.schema}.settle_groups_at_commit();
