package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two sessions in process_tasks at the same time, held inside of their tasks by a lock that only this test releases. */
@Tag("database")
class SideBySideSqlTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private QueueSession admin;
    private QueueSession gate;

    @BeforeEach
    void holdTheGate() throws SQLException {
        admin = database.session();
        gate = database.session();
        gate.run("select pg_advisory_lock(17)");
        admin.run("create function waiting(payload jsonb) returns void language sql as"
                + " 'select pg_advisory_xact_lock_shared(17)'");
        admin.run("select pgqueue.register_sql_task('waiting', 'waiting(jsonb)')");
        admin.run("select pgqueue.enqueue_many('waiting', '{1,2}')");
    }

    @AfterEach
    void clean() throws SQLException {
        threads.shutdownNow();
        admin.run("drop function waiting(jsonb)");
        admin.run("truncate pgqueue.sql_task");
    }

    @Test
    void neitherWaitsForTheOtherAndEachNamesItsTask() throws Exception {
        List<Future<Long>> sessions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            QueueSession session = database.session();
            sessions.add(threads.submit(() -> session.number("call pgqueue.process_tasks('{waiting}', 1)")));
        }
        await().atMost(PATIENCE).until(() -> running() == 2);

        // both wait for the gate, and for nobody else
        assertThat(admin.query("""
                        select pg_blocking_pids(a.pid)::text from pg_stat_activity a
                        where a.application_name like 'pgqueue:%'""", row -> row.getString(1)))
                .containsExactly("{" + gatePid() + "}", "{" + gatePid() + "}");
        assertThat(admin.text("""
                        select string_agg(format('%s %s %s %s', t.status, a.application_name = 'pgqueue:' || t.id || ':waiting',
                            t.host <> '', t.started_at is not null and t.finished_at is null), ', ')
                        from pgqueue.tasks t join pg_stat_activity a on a.pid = t.pid""")).isEqualTo("running t t t, running t t t");

        gate.run("select pg_advisory_unlock(17)");
        for (Future<Long> session : sessions) {
            assertThat(session.get(30, TimeUnit.SECONDS)).isOne();
        }
        assertThat(admin.text(
                        "select string_agg(format('%s %s %s', status, pid is not null, finished_at >= started_at), ', ')"
                                + " from pgqueue.tasks"))
                .isEqualTo("succeeded t t, succeeded t t");
        assertThat(admin.number("select count(*) from pg_stat_activity where application_name like 'pgqueue:%'"))
                .isZero();
    }

    @Test
    void withoutSkipLockedASessionWouldWaitForTheOne() throws Exception {
        // a claim that is not committed yet
        QueueSession first = database.transaction();
        first.run("select pgqueue.get_task('{waiting}')");
        QueueSession second = database.transaction();
        String head = """
                select t.id from pgqueue.task t where t.kind = ? and t.priority = 5 and t.status < 2
                order by t.kind, t.priority, t.available_at, t.id + 0 limit 1 for no key update""";
        int kind = admin.kind("waiting");
        long pid = second.number("select pg_backend_pid()");

        Future<List<Long>> waits = threads.submit(() -> second.query(head, row -> row.getLong(1), kind));
        await().atMost(PATIENCE)
                .until(() -> admin.text("select pg_blocking_pids(?)::text", (int) pid)
                        .equals("{" + first.number("select pg_backend_pid()") + "}"));
        assertThat(database.session().number("select count(*) from pgqueue.get_task('{waiting}')"))
                .as("what a session gets meanwhile that skips what is locked")
                .isOne();

        first.connection().commit();
        // it has waited, and then gets nothing: the row that it waited for runs, and it does not look for another
        assertThat(waits.get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void aSessionThatIsKilledInItsTaskLosesItAndNoOther() throws Exception {
        List<Future<Long>> sessions = new ArrayList<>();
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            QueueSession session = database.session();
            pids.add(session.number("select pg_backend_pid()"));
            sessions.add(threads.submit(() -> session.number("call pgqueue.process_tasks('{waiting}', 1)")));
        }
        await().atMost(PATIENCE).until(() -> running() == 2);

        admin.run("select pg_terminate_backend(?)", pids.get(0).intValue());
        await().atMost(PATIENCE)
                .until(() -> admin.number(
                                "select count(*) from pg_stat_activity where pid = ?",
                                pids.get(0).intValue())
                        == 0);

        assertThat(admin.number("call pgqueue.check_hung_tasks()")).isOne();
        assertThat(admin.text("select string_agg(status, ',' order by status) from pgqueue.tasks"))
                .isEqualTo("must_retry,running");
        gate.run("select pg_advisory_unlock(17)");
        assertThat(sessions.get(1).get(30, TimeUnit.SECONDS)).isOne();
    }

    @Test
    void aQueryThatIsCancelledGivesItsTaskBackUncounted() throws Exception {
        QueueSession session = database.session();
        long pid = session.number("select pg_backend_pid()");
        Future<Long> call = threads.submit(() -> session.number("call pgqueue.process_tasks('{waiting}')"));
        await().atMost(PATIENCE).until(() -> running() == 1);

        admin.run("select pg_cancel_backend(?)", (int) pid);

        assertThat(call).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("canceling statement");
        assertThat(admin.text("select string_agg(status || attempt, ',' order by id) from pgqueue.tasks"))
                .isEqualTo("new0,new0");
    }

    private long running() throws SQLException {
        return admin.number("""
                select count(*) from pg_stat_activity
                where application_name like 'pgqueue:%:waiting' and wait_event_type = 'Lock'""");
    }

    private long gatePid() throws SQLException {
        return gate.number("select pg_backend_pid()");
    }
}
