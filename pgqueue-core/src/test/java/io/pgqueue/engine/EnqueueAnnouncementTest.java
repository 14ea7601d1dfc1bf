package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.testsupport.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What other instances are told of tasks that are added, and when. */
@Tag("database")
class EnqueueAnnouncementTest {

    private final TestQueue queue = new TestQueue();
    private final DataSource dataSource = queue.dataSource();
    private final PgQueueEngine engine =
            queue.engineOn(dataSource, UnaryOperator.identity(), handler("plain", (payload, context) -> null));
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    private Connection listener;

    @BeforeEach
    void listen() throws SQLException {
        listener = queue.database().direct().getConnection();
        try (Statement statement = listener.createStatement()) {
            statement.execute("listen pgqueue_wake");
        }
    }

    @AfterEach
    void close() throws SQLException {
        listener.close();
        queue.close();
    }

    @Test
    void announcesAfterTheCommitAndNotBefore() {
        transaction.executeWithoutResult(status -> {
            engine.taskQueue().enqueue(Task.of("plain", null));
            assertThat(heard(300)).isZero();
        });

        assertThat(heard(20_000)).isOne();
    }

    @Test
    void announcesNothingThatWasRolledBack() {
        transaction.executeWithoutResult(status -> {
            engine.taskQueue().enqueue(Task.of("plain", null));
            status.setRollbackOnly();
        });

        assertThat(heard(300)).isZero();
    }

    @Test
    void announcesTheInnerTransactionAtItsOwnCommit() {
        TransactionTemplate inner = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        transaction.executeWithoutResult(outer -> {
            engine.taskQueue().enqueue(Task.of("plain", null));
            inner.executeWithoutResult(status -> engine.taskQueue().enqueue(Task.of("plain", null)));
            assertThat(heard(20_000)).isOne();
        });

        assertThat(heard(20_000)).isOne();
    }

    @Test
    void announcesNothingForADuplicate() {
        Task task = Task.of("plain", null).withExternalKey("k");
        engine.taskQueue().enqueue(task);
        assertThat(heard(20_000)).isOne();

        engine.taskQueue().enqueue(task);

        assertThat(heard(300)).isZero();
    }

    @Test
    void carriesOneSynchronizationHoweverManyTasksItAdds() {
        transaction.executeWithoutResult(status -> {
            for (int n = 0; n < 1_000; n++) {
                engine.taskQueue().enqueue(Task.of("plain", Map.of("n", n)));
            }
            assertThat(TransactionSynchronizationManager.getSynchronizations()).hasSize(1);
        });

        assertThat(heard(20_000)).isOne();
    }

    @Test
    void joinsTheNotificationsOfManyCalls() throws Exception {
        long begun = System.nanoTime();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (Future<?> call : callers.invokeAll(
                    Collections.nCopies(1_000, () -> engine.taskQueue().enqueue(Task.of("plain", null))))) {
                call.get();
            }
        } finally {
            callers.shutdown();
        }

        // one in ten milliseconds
        int mostInTime = 2 + (int) ((System.nanoTime() - begun) / 10_000_000);
        int notifications = heard(20_000);
        int more = heard(500);
        while (more > 0) {
            notifications += more;
            more = heard(500);
        }
        assertThat(notifications).isBetween(1, Math.min(999, mostInTime));
    }

    /** How many notifications come together within a time. */
    private int heard(int millis) {
        try {
            PGNotification[] notifications = listener.unwrap(PGConnection.class).getNotifications(millis);
            return notifications == null ? 0 : notifications.length;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
