package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgqueue.DatabaseHealth;
import io.pgqueue.DatabaseHealth.HorizonHolder;
import io.pgqueue.DatabaseHealth.TableHealth;
import io.pgqueue.Oversight;
import io.pgqueue.Oversight.Noted;
import io.pgqueue.Oversight.RunningTask;
import io.pgqueue.Task;
import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("database")
class OversightTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void namesTheSessionThatHoldsBackTheHorizon() throws SQLException {
        Oversight oversight = queue.engine().oversight();
        try (Connection reporting = queue.database().direct().getConnection();
                Statement statement = reporting.createStatement()) {
            reporting.setAutoCommit(false);
            reporting.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("set local application_name = 'monthly report'");
            statement.execute("select 'a secret'");

            HorizonHolder holder = oversight.health().horizon().stream()
                    .filter(one -> one.name().equals("monthly report"))
                    .findFirst()
                    .orElseThrow();

            assertThat(holder.type()).isEqualTo(HorizonHolder.Type.SESSION);
            assertThat(holder.state()).isEqualTo("idle in transaction");
            assertThat(holder.age()).isPositive();
            assertThat(holder.toString()).doesNotContain("secret");
            reporting.rollback();
        }
        assertThat(oversight.health().horizon()).extracting(HorizonHolder::name).doesNotContain("monthly report");
    }

    @Test
    void namesASlotThatHoldsBackTheHorizonUnlessItHoldsNothing() {
        queue.jdbc().execute("select pg_create_physical_replication_slot('idle_slot', true)");
        try {
            assertThat(queue.engine().oversight().health().horizon())
                    .extracting(HorizonHolder::name)
                    .doesNotContain("idle_slot");
        } finally {
            queue.jdbc().execute("select pg_drop_replication_slot('idle_slot')");
        }
    }

    @Test
    @DisabledIfSystemProperty(
            named = "pgqueue.test.database",
            matches = "container",
            disabledReason = "its pg_hba.conf lets no standby in")
    void aStandbyIsNamedByTheTransactionsThatItHoldsBackAndNotByTheTimeOfItsConnection() throws SQLException {
        Oversight oversight = queue.engine().oversight();
        try (StandbyFeedback standby = StandbyFeedback.connect(queue.database(), "reporting standby")) {
            standby.holdBackFromNowOn();

            HorizonHolder holder = await().atMost(LONG)
                    .until(
                            () -> oversight.health().horizon().stream()
                                    .filter(one -> one.name().equals("reporting standby"))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();

            assertThat(holder.type()).isEqualTo(HorizonHolder.Type.STANDBY);
            assertThat(holder.age()).isNull();
            assertThat(holder.transactions()).isNotNegative();
            assertThat(holder.pid()).isNotNull();
        }
    }

    @Test
    void showsSizesOfTheQueuesTablesAndTheStateOfTheServer() {
        DatabaseHealth health = queue.engine().oversight().health();

        assertThat(health.tables()).extracting(TableHealth::name).contains("task", "closed_task", "audit_log");
        assertThat(health.tables())
                .allSatisfy(table -> assertThat(table.bytes()).isNotNegative());
        assertThat(health.notifyQueueUsage()).isBetween(0.0, 1.0);
        assertThat(health.connectionsUsed()).isBetween(1, health.connectionsMax());
        assertThat(health.oldestTransaction()).isPositive();
    }

    @Test
    void aReaderSeesWhatOtherUsersSessionsHoldBack() throws SQLException {
        Roles roles = Roles.grant(queue.database());
        DataSource reader = roles.of("reader");
        try (Connection other = queue.database().direct().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("set local application_name = 'of another user'");
            statement.execute("create temp table t (id int)");

            DatabaseHealth health = PgQueueEngine.builder(reader, new io.pgqueue.testsupport.TestCodec())
                    .build()
                    .oversight()
                    .health();

            assertThat(health.horizon()).extracting(HorizonHolder::name).contains("of another user");
            other.rollback();
        }
    }

    @Test
    void tellsWhatAnInstanceRunsAndSinceWhen() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        PgQueueEngine engine = queue.engine(TestQueue.handler("slow", (payload, context) -> {
            begun.countDown();
            end.await();
            return null;
        }));
        long id = engine.taskQueue().enqueue(Task.of("slow", null)).taskId();
        engine.taskQueue().enqueue(Task.of("slow", null).withDelay(Duration.ofHours(1)));
        engine.processing().start();
        begun.await();

        List<RunningTask> running =
                await().atMost(LONG).until(() -> engine.oversight().running(10), tasks -> !tasks.isEmpty());

        assertThat(running).singleElement().satisfies(task -> {
            assertThat(task.taskId()).isEqualTo(id);
            assertThat(task.kind()).isEqualTo("slow");
            assertThat(task.attempt()).isOne();
            assertThat(task.startedAt()).isNotNull();
            assertThat(task.workerId()).isEqualTo(engine.state().workerId());
        });
        assertThat(engine.taskAdmin().workers()).singleElement().satisfies(worker -> {
            assertThat(worker.version()).isEqualTo("development");
            assertThat(worker.died()).isFalse();
        });
        end.countDown();
        await().atMost(LONG).until(() -> engine.oversight().running(10).isEmpty());
    }

    @Test
    void notesWhoDidWhatInTheCallersTransaction() {
        DataSource source = queue.dataSource();
        Oversight oversight = queue.engineOn(source, builder -> builder).oversight();
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(source));

        transaction.executeWithoutResult(status -> {
            oversight.note("ann", "retry", "task 1", "attempts 3");
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> oversight.note("bob", "cancel", "task 2", "no longer wanted"));
        oversight.note("", "pause", "kind mail", "x".repeat(10_000));

        assertThat(oversight.notes(10)).extracting(Noted::actor).containsExactly("", "bob");
        assertThat(oversight.notes(1)).singleElement().satisfies(note -> {
            assertThat(note.action()).isEqualTo("pause");
            assertThat(note.detail()).hasSize(4_000);
        });
        assertThatThrownBy(() -> oversight.notes(0)).hasMessage("limit is 0, but must be 1 to 1000");
    }
}
