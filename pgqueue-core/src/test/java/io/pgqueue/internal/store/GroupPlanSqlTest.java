package io.pgqueue.internal.store;

import io.pgqueue.internal.store.Plans.Checker;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As {@link PlanSqlTest}, for groups: whatever statistics say, a call reads about what it changes. */
@Tag("database")
class GroupPlanSqlTest {

    private static final int GROUPS = 20_000;
    private static final int BATCH = 100;
    /** A batch of as many groups is read some ten times, and what a call within a call visits counts twice. */
    private static final int BUFFERS = 12_000;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;
    private Grouped groups;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        Plans.withoutStatistics(admin, "task", "closed_task", "task_group", "group_follow_up", "group_change");
        groups = Grouped.on(session);
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill();
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfAnEmptyTable() throws SQLException {
        analyze();
        callAll(Checker.NONE);
        fill();
        checkAll();
    }

    @Test
    void withTheirStatistics() throws SQLException {
        fill();
        analyze();
        checkAll();
    }

    private void checkAll() throws SQLException {
        callAll(Plans.of(session)::check);
    }

    /** The groups of a batch differ, and all come to rest. */
    private void callAll(Checker checker) throws SQLException {
        checker.check("enqueue", BUFFERS, () -> groups.add(BATCH));
        checker.check("complete", BUFFERS, () -> groups.complete(BATCH));
        checker.check("fail for good", BUFFERS, () -> groups.failForGood(BATCH));
        checker.check("retry", BUFFERS, () -> session.retry(groups.kind(), 1, BATCH));
        checker.check("cancel", 1_000, () -> session.cancel(waiting(), "by hand"));
        session.run("update pgqueue.task_group set finished_at = '2001-01-01' where finished_at is not null");
        checker.check("purge", BUFFERS, () -> session.purge(BATCH));
    }

    private long waiting() throws SQLException {
        return admin.number("select coalesce((select id from pgqueue.task where status < 2 and group_id is not null"
                + " limit 1), 0)");
    }

    private void analyze() throws SQLException {
        admin.run("analyze pgqueue.task, pgqueue.closed_task, pgqueue.task_group, pgqueue.group_follow_up,"
                + " pgqueue.group_change");
    }

    /** Groups of a task each, half of which are at rest. */
    private void fill() throws SQLException {
        admin.run("""
                insert into pgqueue.task_group (id, created_at, finished_at, total, open, succeeded) overriding system value
                select 1000000 + g, now(), case when g % 2 = 0 then now() end, 1, g % 2, 1 - g % 2
                from generate_series(1, ?) g""", GROUPS);
        admin.run("""
                insert into pgqueue.group_follow_up (group_id, on_failure, kind, priority)
                select 1000000 + g, f, ?, 5 from generate_series(1, ?) g, unnest('{true,false}'::boolean[]) f""", session.kind("done"), GROUPS);
        admin.run("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority, payload, group_id)
                select nextval('pgqueue.task_id'), now(), now() - interval '1 s' * random(), ?, 5, '{}', 1000000 + g
                from generate_series(1, ?, 2) g""", groups.kind(), GROUPS);
    }
}
