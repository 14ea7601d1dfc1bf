package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.Task;
import io.pgqueue.TaskStatus;
import io.pgqueue.testsupport.TestQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Transactions of attempts that cannot begin, since the pool is empty or the database away. */
@Tag("database")
class TransactionStartTest {

    private final TestQueue queue = new TestQueue();
    private final LogCapture log = new LogCapture();

    @AfterEach
    void close() {
        queue.close();
        log.close();
    }

    @Test
    void spendsNoAttemptAndWarnsOnce() {
        AtomicInteger missing = new AtomicInteger(3);
        DataSource empty = new DelegatingDataSource(queue.database().dataSource(20)) {
            @Override
            public Connection getConnection() throws SQLException {
                if (Thread.currentThread().getName().startsWith("pgqueue-booked-") && missing.getAndDecrement() > 0) {
                    throw new SQLTransientConnectionException("none is free");
                }
                return super.getConnection();
            }
        };
        PgQueueEngine engine = queue.engineOn(
                empty,
                UnaryOperator.identity(),
                handler("booked", QUICK.withTransactional(true).withMaxAttempts(1), (payload, context) -> null));
        engine.processing().start();

        long id = engine.taskQueue().enqueue(Task.of("booked", null)).taskId();

        assertThat(queue.await(engine, id, TaskStatus.SUCCEEDED).attempt()).isEqualTo(1);
        assertThat(log.messages(Level.WARN))
                .filteredOn(text -> text.contains("transactions of attempts"))
                .hasSize(1);
    }
}
