package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.server.BenchDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Samples which sessions of a database wait for a lock. */
final class LockWaits {

    static final int EVERY_MILLIS = 10;

    private static final String WAITING = """
            select count(*) filter (where query like '%pgqueue:claim%'), count(*)
            from pg_stat_activity
            where datname = ? and wait_event_type = 'Lock'""";

    private final BenchDatabase database;
    private final AtomicInteger samples = new AtomicInteger();
    private final AtomicInteger inClaims = new AtomicInteger();
    private final AtomicInteger inAll = new AtomicInteger();

    LockWaits(BenchDatabase database) {
        this.database = database;
    }

    /** Samples until it is closed, which throws what went wrong. */
    AutoCloseable sample() {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> sampling = thread.submit(() -> {
            repeat();
            return null;
        });
        return () -> {
            thread.shutdownNow();
            sampling.get();
        };
    }

    private void repeat() throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(WAITING)) {
            statement.setString(1, database.name());
            while (!Thread.currentThread().isInterrupted()) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    inClaims.addAndGet(row.getInt(1));
                    inAll.addAndGet(row.getInt(2));
                    samples.incrementAndGet();
                }
                LockSupport.parkNanos(EVERY_MILLIS * 1_000_000L);
            }
        }
    }

    int samples() {
        return samples.get();
    }

    int inClaims() {
        return inClaims.get();
    }

    int elsewhere() {
        return inAll.get() - inClaims.get();
    }
}
