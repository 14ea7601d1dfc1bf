package io.pgqueue.internal.store;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However many schedules and tasks there are, and whatever statistics say, a look and a firing read a few rows. */
@Tag("database")
class SchedulePlanSqlTest {

    private static final String FIRE = """
            select f.kind_id from pgqueue.schedule s,
                 pgqueue.fire_schedule(s.name, s.revision, s.next_slot, array[s.next_slot], s.next_slot + interval '1 day') f
            where s.name = ?""";

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        session.kind("report");
        admin.run("delete from pgqueue.schedule");
        admin.run("vacuum pgqueue.schedule");
        Plans.withoutStatistics(admin, "task", "schedule");
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill(10_000);
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfEmptyTables() throws SQLException {
        admin.run("analyze pgqueue.task, pgqueue.schedule");
        session.text("select count(*) from pgqueue.next_schedules(100)");
        fill(10);
        session.text(FIRE, "schedule-7");
        session.text("select task_id from pgqueue.trigger_schedule('schedule-1')");
        fill(10_000);
        checkAll();
    }

    private void checkAll() throws SQLException {
        Plans plans = Plans.of(session);
        plans.check("next_schedules", 400, () -> session.text("select count(*) from pgqueue.next_schedules(100)"));
        // a hundred live tasks of the schedule are looked up by their ids; a function's reads count in its caller's,
        // too
        plans.check("fire_schedule", 1_500, () -> session.text(FIRE, "schedule-9"));
        plans.check(
                "trigger_schedule",
                1_500,
                () -> session.text("select task_id from pgqueue.trigger_schedule('schedule-8')"));
    }

    private void fill(int schedules) throws SQLException {
        admin.run("""
                insert into pgqueue.task (id, created_at, available_at, kind, priority)
                select nextval('pgqueue.task_id'), now(), now(), 1, 5 from generate_series(1, ?)""", 3 * schedules);
        admin.run("""
                insert into pgqueue.schedule (name, edited, next_slot, live_tasks)
                select 'schedule-' || n, '{"kind": "report", "priority": 5, "jitter_millis": 0, "overlap": "queue",
                                           "missed": "one", "missed_limit": 1, "every_millis": 1000}',
                       now() - interval '1 second', array(select t.id from pgqueue.task t limit 100)
                from generate_series(1, ?) n on conflict do nothing""", schedules);
    }
}
