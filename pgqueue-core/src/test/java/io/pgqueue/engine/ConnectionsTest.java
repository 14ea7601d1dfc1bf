package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.QUICK;
import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.testsupport.TestQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("database")
class ConnectionsTest {

    private final TestQueue queue = new TestQueue();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void takesNoMoreConnectionsThanItSaysItNeeds() {
        AtomicInteger sent = new AtomicInteger();
        CountingDataSource source = new CountingDataSource(queue.dataSource());
        PgQueueEngine engine = queue.engineOn(
                source,
                builder -> builder.outboxSink(message -> sent.incrementAndGet()),
                handler("booked", QUICK.withWorkerCount(3).withTransactional(true), (payload, context) -> {
                    context.enqueue(Task.of("plain", payload));
                    return null;
                }),
                handler("plain", QUICK, (payload, context) -> {
                    if (context.attempt() == 1) {
                        context.enqueue(Task.of("other", payload));
                        throw new IllegalStateException("once");
                    }
                    return null;
                }),
                handler("other", QUICK, (payload, context) -> null));
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 600; n++) {
            tasks.add(Task.of(n % 2 == 0 ? "booked" : "plain", Map.of("n", n)));
        }
        queue.engine().taskQueue().enqueueAll(tasks);
        assertThat(engine.connectionsNeeded())
                .as("nine, the control session's, the relay's two, three workers'")
                .isEqualTo(15);
        new TransactionTemplate(new JdbcTransactionManager(source))
                .executeWithoutResult(status -> engine.outbox().publish(OutboxEvent.of("order", "1", "placed", "{}")));
        // as if all had come back from a dead worker
        queue.jdbc().update("update pgqueue.task set deaths = '{}'");
        source.most.set(source.open.get());

        engine.processing().start();

        Eventually.holds(() ->
                queue.jdbc().queryForObject("select count(*) from pgqueue.closed_task where status = 3", Long.class)
                        == 900);
        Eventually.holds(() -> sent.get() == 1);
        assertThat(source.most.get()).isLessThanOrEqualTo(engine.connectionsNeeded());
    }

    /** Knows how many of its connections are open, and were at most. */
    private static final class CountingDataSource extends DelegatingDataSource {
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        CountingDataSource(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            open.decrementAndGet();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
