package io.pgqueue.internal.store;

import io.pgqueue.internal.store.Plans.Checker;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A queue's statistics are always wrong: whatever they say, and whatever they said when a session made its plans, a call
 * on a hundred tasks reads about a hundred tasks.
 */
@Tag("database")
class PlanSqlTest {

    private static final int BATCH = 100;
    /** Generous for a claim and the outcome of a hundred tasks, and below what a scan of an index visits. */
    private static final int BUFFERS = 4_000;

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession session;
    private int mail;
    private int worker;

    @BeforeEach
    void withoutAutovacuum() throws SQLException {
        admin = database.session();
        session = database.session();
        Plans.withoutStatistics(admin, "task", "task_key", "closed_task");
        mail = session.kind("mail");
        worker = session.worker("host-1");
    }

    @Test
    void withoutStatistics() throws SQLException {
        fill(30_000);
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfAnEmptyTable() throws SQLException {
        analyze();
        callOnNothing();
        callAll();
        fill(30_000);
        checkAll();
    }

    @Test
    void withStatisticsOfAnEmptyTable() throws SQLException {
        analyze();
        fill(30_000);
        checkAll();
    }

    @Test
    void withPlansAndStatisticsOfTenRows() throws SQLException {
        fill(10);
        analyze();
        callAll();
        fill(30_000);
        checkAll();
    }

    @Test
    void withStatisticsOfAnIdleTableThatWasFull() throws SQLException {
        fill(30_000);
        admin.run("delete from pgqueue.task");
        admin.run("delete from pgqueue.task_key where external_key like 'live-%'");
        admin.run("vacuum pgqueue.task, pgqueue.task_key");
        analyze();
        callAll();
        fill(30_000);
        checkAll();
    }

    @Test
    void ofAKindWhoseTransitionsAreLogged() throws SQLException {
        admin.run("select pgqueue.log_transitions('mail')");
        admin.run("alter table pgqueue.task alter logged set default true");
        admin.run("alter table pgqueue.closed_task alter logged set default true");
        try {
            admin.run("analyze pgqueue.task_log");
            analyze();
            callOnNothing();
            session.run("select pgqueue.purge_log(1)");
            callAll();
            fill(30_000);
            admin.run(
                    "insert into pgqueue.task_log (task_id, at, kind, attempt, to_status)"
                            + " select g, now() - interval '1 day' * (g % 14), ?, 0, 0 from generate_series(1, 30000) g",
                    mail);
            // a row of the log and its two index entries for each
            Plans plans = Plans.of(session);
            callAll((name, max, call) -> plans.check(name, (int) Math.min(2L * max, Integer.MAX_VALUE), call));
            plans.check("purge_log", BUFFERS, () -> session.number("select pgqueue.purge_log(100)"));
        } finally {
            admin.run("alter table pgqueue.task alter logged set default false");
            admin.run("alter table pgqueue.closed_task alter logged set default false");
        }
    }

    @Test
    @Tag("slow")
    void withAMillionTasksAndTheirStatistics() throws SQLException {
        fill(1_000_000);
        analyze();
        checkAll();
    }

    private void analyze() throws SQLException {
        admin.run("analyze pgqueue.task, pgqueue.task_key, pgqueue.closed_task");
    }

    /** A third has keys; as many tasks are closed, half of them past their TTL. */
    private void fill(int tasks) throws SQLException {
        admin.run("""
                with added as (
                    insert into pgqueue.task (id, created_at, available_at, kind, priority, payload, external_key)
                    select nextval('pgqueue.task_id'), now(), now() - interval '1 s' * random(), ?, 5, '{}',
                           case when g % 3 = 0 then 'live-' || nextval('pgqueue.task_id') end
                    from generate_series(1, ?) g returning id, kind, external_key)
                insert into pgqueue.task_key (kind, external_key, task_id)
                select a.kind, a.external_key, a.id from added a where a.external_key is not null""", mail, tasks);
        admin.run("""
                with added as (
                    insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt,
                                                     max_attempts, worker, status, priority, external_key)
                    select nextval('pgqueue.task_id'), now(), now(), now(), now() - interval '1 day' * (g % 2), ?, 1, 0, 1,
                           3 + g % 3, 5, 'closed-' || nextval('pgqueue.task_id')
                    from generate_series(1, ?) g returning id, kind, external_key)
                insert into pgqueue.task_key (kind, external_key, task_id)
                select a.kind, a.external_key, a.id from added a""", mail, Math.min(tasks, 100_000));
    }

    /** Makes the session's plans while there is no row at all. */
    private void callOnNothing() throws SQLException {
        List<Claimed> unknown = List.of(new Claimed(0, mail, 5, 1, 1, "-infinity", 0, null, null, null));
        session.claim(worker, mail, 1);
        session.text("select pgqueue.next_due(array[?])", mail);
        session.complete(worker, unknown, null, true);
        session.fail(worker, unknown, null);
        session.release(worker, unknown);
        session.beat(worker, 0L);
        session.cancel(0, "unknown");
        session.runNow(0);
        session.retry(mail, 1, 1);
        session.retryTask(0, 1);
        session.run("select pgqueue.free_keys('{0}', array[?], '{unknown}')", mail);
        session.purge(1);
        session.run("update pgqueue.worker set heartbeat_at = now() - interval '1 hour'");
        session.rescue("30 s", "10 s");
        session.deregister(worker);
        worker = session.worker("host-1");
        session.enqueue(TestRow.of(mail, "first").mode(TestRow.ADD_IF_CLOSED));
        session.enqueue(TestRow.of(mail, "first").mode(TestRow.REPLACE_WAITING));
    }

    private void callAll() throws SQLException {
        callAll(Checker.NONE);
    }

    private void checkAll() throws SQLException {
        callAll(Plans.of(session)::check);
    }

    private void callAll(Checker checker) throws SQLException {
        checker.check("enqueue", BUFFERS, () -> session.enqueue(QueueSession.copies(BATCH, TestRow.of(mail))));
        for (int mode : new int[] {TestRow.KEEP, TestRow.REPLACE_WAITING, TestRow.ADD_IF_CLOSED}) {
            checker.check("enqueue keyed " + mode, BUFFERS, () -> session.enqueue(keyed(mode)));
        }
        checker.check("next_due", 100, () -> session.text("select pgqueue.next_due(array[?])", mail));
        checker.check(
                "claim nothing", 200, () -> session.claim(worker, 1, new Integer[] {mail}, new Integer[] {0}, null));

        // nested calls, each of which counts what those within it visit
        checker.check("enqueue by name", 500, () -> query("pgqueue.enqueue('mail', '{}', 'by-name')"));
        checker.check("cancel by key", 500, () -> query("pgqueue.cancel_task('mail', 'by-name')"));
        for (String end : List.of("complete_task(id, attempt, token)", "fail_task(id, attempt, token, 'no')")) {
            checker.check(end, 1_000, () -> query("pgqueue." + end + " from pgqueue.get_task('{mail}')"));
        }

        checker.check("complete", BUFFERS, () -> session.complete(worker, claim(), null, false));
        checker.check("complete and keep", BUFFERS, () -> session.complete(worker, claim(), "{}", true));
        checker.check("fail", BUFFERS, () -> session.fail(worker, claim(), 0L));
        checker.check("fail for good", BUFFERS, () -> session.fail(worker, claim(), null));
        checker.check("release", BUFFERS, () -> session.release(worker, claim()));
        List<Claimed> running = claim();
        checker.check("beat", BUFFERS, () -> session.beat(worker, ids(running)));
        checker.check(
                "cancel",
                100,
                () -> session.cancel(running.isEmpty() ? 0 : running.get(0).id(), "by hand"));
        checker.check("cancel what is not there", 100, () -> session.cancel(0, "by hand"));
        checker.check("cancel what waits", 100, () -> session.cancel(waiting(), "by hand"));
        checker.check("run_now", 100, () -> session.runNow(waiting()));
        checker.check("retry", BUFFERS, () -> session.retry(mail, 1, BATCH));
        checker.check("retry_task", 100, () -> session.retryTask(1, 1));
        checker.check("purge", 2 * BUFFERS, () -> session.purge(BATCH));
        // these two read all that is available, which is the price of a lean task table, but by the index
        session.run("update pgqueue.worker set heartbeat_at = now() - interval '1 hour'");
        checker.check("rescue", Integer.MAX_VALUE, () -> session.rescue("30 s", "10 s"));
        checker.check("deregister", Integer.MAX_VALUE, () -> session.deregister(worker));
        worker = session.worker("host-1");
    }

    /** Claims inside the call, so that the claim's plans are checked with those of what follows. */
    private List<Claimed> claim() throws SQLException {
        return session.claim(worker, mail, BATCH);
    }

    private List<TestRow> keyed(int mode) throws SQLException {
        List<String> keys = admin.query(
                "(select external_key from pgqueue.task where external_key is not null limit 33) union all"
                        + " (select external_key from pgqueue.closed_task limit 33)",
                row -> row.getString(1));
        return IntStream.range(0, BATCH)
                .mapToObj(i -> TestRow.of(
                                mail, i < keys.size() ? keys.get(i) : "new-" + mode + "-" + i + System.nanoTime())
                        .mode(mode))
                .toList();
    }

    private List<String> query(String call) throws SQLException {
        return session.query("select " + call, row -> row.getString(1));
    }

    private long waiting() throws SQLException {
        return admin.number("select coalesce((select id from pgqueue.task where status < 2 limit 1), 0)");
    }

    private static Long[] ids(List<Claimed> tasks) {
        return tasks.stream()
                .flatMapToLong(task -> LongStream.of(task.id()))
                .boxed()
                .toArray(Long[]::new);
    }
}
