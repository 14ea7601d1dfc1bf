package io.pgqueue.internal.store;

import io.pgqueue.testsupport.SchemaInstaller;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database with the queue's schema for a test class, emptied after each test. */
final class QueueDatabase implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final long PATIENCE_SECONDS = 120;

    private final List<QueueSession> sessions = new ArrayList<>();
    private @Nullable TestDatabase database;

    @Override
    public void beforeAll(ExtensionContext context) {
        database = TestDatabase.create();
        SchemaInstaller.install(dataSource());
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        synchronized (sessions) {
            for (QueueSession session : sessions) {
                session.close();
            }
            sessions.clear();
        }
        try (QueueSession session = new QueueSession(dataSource().getConnection(), "pgqueue")) {
            session.run(
                    "truncate pgqueue.task, pgqueue.task_key, pgqueue.closed_task, pgqueue.lane, pgqueue.worker, pgqueue.kind,"
                            + " pgqueue.status_count, pgqueue.kind_limit, pgqueue.limit_state, pgqueue.limit_slot, pgqueue.limit_start,"
                            + " pgqueue.task_log, pgqueue.task_group, pgqueue.group_follow_up, pgqueue.outbox,"
                            + " pgqueue.outbox_block, pgqueue.outbox_sent, pgqueue.outbox_count");
            session.run("update pgqueue.outbox_relay set token = 0, expires_at = '-infinity'");
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Objects.requireNonNull(database).close();
    }

    /** New connections, each a session of its own. */
    DataSource dataSource() {
        return Objects.requireNonNull(database).direct();
    }

    /** A new session that commits each call; closed after the test. */
    QueueSession session() {
        try {
            QueueSession session = new QueueSession(dataSource().getConnection(), "pgqueue");
            synchronized (sessions) {
                sessions.add(session);
            }
            return session;
        } catch (SQLException e) {
            throw new IllegalStateException("No connection", e);
        }
    }

    /** A new session with a transaction at READ COMMITTED. */
    QueueSession transaction() throws SQLException {
        return transaction(Connection.TRANSACTION_READ_COMMITTED);
    }

    QueueSession transaction(int isolation) throws SQLException {
        QueueSession session = session();
        session.connection().setAutoCommit(false);
        session.connection().setTransactionIsolation(isolation);
        return session;
    }

    /** Runs so many copies of the work at once, each with a session of its own, and throws what any of them threw. */
    void inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                QueueSession session = session();
                futures.add(executor.submit(() -> {
                    work.run(session, thread);
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** What one of several threads does. */
    @FunctionalInterface
    interface Work {
        void run(QueueSession session, int thread) throws Exception;
    }
}
