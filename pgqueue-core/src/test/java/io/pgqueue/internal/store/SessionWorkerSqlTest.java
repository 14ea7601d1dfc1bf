package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that works tasks itself is alive exactly as long as its backend. */
@Tag("database")
class SessionWorkerSqlTest {

    @RegisterExtension
    static final QueueDatabase database = new QueueDatabase();

    private QueueSession admin;
    private QueueSession worker;

    @BeforeEach
    void claimOne() throws SQLException {
        admin = database.session();
        worker = database.session();
        admin.run("select pgqueue.register_kind('mail', 2)");
        admin.run("select pgqueue.enqueue('mail')");
        worker.run("select pgqueue.get_task('{mail}')");
    }

    @Test
    void itIsOneWorkerHoweverOftenItAsks() throws SQLException {
        admin.run("select pgqueue.enqueue('mail')");
        worker.run("select pgqueue.get_task('{mail}')");

        assertThat(admin.text("select string_agg(distinct pid::text, ',') from pgqueue.tasks"))
                .isEqualTo(worker.text("select pg_backend_pid()"));
        assertThat(admin.number("select count(*) from pgqueue.worker where session"))
                .isOne();
    }

    @Test
    void itNeedsNoHeartbeat() throws SQLException {
        admin.run("update pgqueue.worker set heartbeat_at = now() - interval '1 day'");

        assertThat(checkHungTasks()).isZero();
        assertThat(admin.rescue("30 s", "10 s")).isEmpty();
        assertThat(status()).isEqualTo("running");
    }

    @Test
    void oneThatIsGoneLosesItsTasksAtOnce() throws SQLException {
        end(worker);

        assertThat(checkHungTasks()).isOne();

        assertThat(status()).isEqualTo("must_retry");
        assertThat(admin.text("select errors -> 0 ->> 'message' from pgqueue.tasks"))
                .startsWith("worker ")
                .endsWith("died while it ran this task; its database session is gone");
        assertThat(admin.text("select ended_as from pgqueue.worker")).isEqualTo("dead");
        assertThat(checkHungTasks()).isZero();
    }

    @Test
    void anInstanceRescuesThemToo() throws SQLException {
        MaintenanceStore instance = new MaintenanceStore(new Database(database.dataSource(), "pgqueue"));
        assertThat(instance.rescue(Duration.ofSeconds(30), Duration.ofSeconds(10)))
                .isEmpty();
        end(worker);

        assertThat(instance.rescue(Duration.ofSeconds(30), Duration.ofSeconds(10)))
                .hasSize(1);
        assertThat(status()).isEqualTo("must_retry");
    }

    @Test
    void anotherSessionWithTheSamePidIsAnotherWorker() throws SQLException {
        admin.run("update pgqueue.worker set backend_start = backend_start - interval '1 s'");

        worker.run("select pgqueue.enqueue('mail')");
        worker.run("select pgqueue.get_task('{mail}')");

        assertThat(admin.number("select count(*) from pgqueue.worker")).isEqualTo(2);
        assertThat(checkHungTasks()).isOne();
    }

    @Test
    void oneThatHeldNothingHasStopped() throws SQLException {
        worker.run("delete from pgqueue.task");
        end(worker);

        assertThat(checkHungTasks()).isZero();
        assertThat(admin.text("select ended_as from pgqueue.worker")).isEqualTo("stopped");
    }

    private long checkHungTasks() throws SQLException {
        return admin.number("call pgqueue.check_hung_tasks()");
    }

    private String status() throws SQLException {
        return admin.text("select status from pgqueue.tasks");
    }

    /** The server notices a closed connection a little later. */
    private void end(QueueSession session) throws SQLException {
        long pid = session.number("select pg_backend_pid()");
        session.close();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.number("select count(*) from pg_stat_activity where pid = ?", pid) == 0);
    }
}
