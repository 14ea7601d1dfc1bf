package io.pgqueue.benchmarks.measure;

import io.pgqueue.benchmarks.server.BenchDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Samples which sessions of a database wait for a lock: of what kind, on what, and who holds it. */
final class LockWaits {

    static final int EVERY_MILLIS = 10;

    private static final String CLAIM = "pgqueue:claim";

    private static final String WAITING = """
            select coalesce(substring(a.query from 'pgqueue:[a-z-]+'), left(a.query, 40)) as waits, a.wait_event,
                   coalesce((select l.relation::regclass::text || ' ' || l.mode from pg_locks l
                             where l.pid = a.pid and not l.granted and l.relation is not null limit 1), '-') as on_what,
                   coalesce((select string_agg(distinct coalesce(substring(b.query from 'pgqueue:[a-z-]+'),
                                                                 left(b.query, 40)), ' and ')
                             from unnest(pg_blocking_pids(a.pid)) p(pid), pg_stat_activity b where b.pid = p.pid),
                            'nobody any more') as holder
            from pg_stat_activity a
            where a.datname = ? and a.wait_event_type = 'Lock'""";

    private final BenchDatabase database;
    private final AtomicInteger samples = new AtomicInteger();
    private final Map<Wait, Integer> waits = new ConcurrentHashMap<>();

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
                    while (row.next()) {
                        Wait wait = new Wait(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
                        waits.merge(wait, 1, Integer::sum);
                    }
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
        return waits.entrySet().stream()
                .filter(wait -> wait.getKey().waiting.equals(CLAIM))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    int elsewhere() {
        return waits.values().stream().mapToInt(Integer::intValue).sum() - inClaims();
    }

    /** What was waited for, most often first. */
    String summary() {
        return waits.entrySet().stream()
                .sorted(Map.Entry.<Wait, Integer>comparingByValue(Comparator.reverseOrder()))
                .map(wait -> wait.getValue() + " × " + wait.getKey())
                .collect(Collectors.joining("; "));
    }

    /** A session that waited in one sample. */
    private record Wait(String waiting, String event, String on, String holder) {
        @Override
        public String toString() {
            return waiting + " for " + event + " (" + on + ") held by " + holder;
        }
    }
}
