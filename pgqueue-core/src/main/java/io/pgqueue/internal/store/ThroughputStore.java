package io.pgqueue.internal.store;

import io.pgqueue.KindThroughput;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Totals by kind and minute: writes those of this instance, and reads those of all. */
public final class ThroughputStore {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(8);
    private static final int MAX_BUCKETS = 1_500;

    /** In the order of the function's arguments. */
    private static final List<ToLongFunction<KindMinute>> COLUMNS = List.of(
            KindMinute::ageMillis,
            KindMinute::enqueued,
            KindMinute::duplicates,
            KindMinute::succeeded,
            KindMinute::failed,
            KindMinute::retried,
            KindMinute::usedUp,
            KindMinute::cancelled,
            KindMinute::attempts,
            KindMinute::waitMillis,
            KindMinute::longestWaitMillis,
            KindMinute::runMillis,
            KindMinute::longestRunMillis);

    private final Database database;
    private final String record;
    private final String read;

    public ThroughputStore(Database database) {
        this.database = database;
        // Locks rows of this worker alone.
        this.record = database.sql("""
                /* pgqueue:record-minutes */
                select {schema}.record_minutes(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        this.read = database.sql("""
                /* pgqueue:throughput */ select k.name, m.*
                from (select m.kind, date_bin(b.bucket, m.minute, b.origin) as start, sum(m.enqueued) as enqueued,
                             sum(m.duplicates) as duplicates, sum(m.succeeded) as succeeded, sum(m.failed) as failed,
                             sum(m.retried) as retried, sum(m.used_up) as used_up, sum(m.cancelled) as cancelled,
                             sum(m.attempts) as attempts, sum(m.wait_ms) as wait_ms, max(m.longest_wait_ms) as longest_wait_ms,
                             sum(m.run_ms) as run_ms, max(m.longest_run_ms) as longest_run_ms
                      from (select ?::interval as bucket, ?::interval as look_back, timestamptz 'epoch' as origin) b,
                           {schema}.kind_minute m
                      where m.minute >= date_bin(b.bucket, now() - b.look_back, b.origin)
                      group by 1, 2) m
                join {schema}.kind k on k.id = m.kind
                order by k.name, m.start""");
    }

    /**
     * Adds to the totals of a worker.
     *
     * @param worker 0 for an instance that is not registered
     */
    public void write(int worker, List<KindMinute> minutes) {
        database.engineQuery(
                record,
                statement -> {
                    statement.setInt(1, worker);
                    Rows.bindArray(
                            statement,
                            2,
                            "int4",
                            minutes.stream().mapToInt(KindMinute::kindId).toArray());
                    for (int i = 0; i < COLUMNS.size(); i++) {
                        Rows.bindArray(
                                statement,
                                i + 3,
                                "int8",
                                minutes.stream().mapToLong(COLUMNS.get(i)).toArray());
                    }
                },
                Rows.single(row -> row.getObject(1)));
    }

    /** As {@link io.pgqueue.QueueReads#throughput}. */
    public List<KindThroughput> read(Duration window, Duration bucket) {
        if (window.compareTo(MINUTE) < 0 || window.compareTo(KEPT) > 0) {
            throw new IllegalArgumentException("window is " + window + ", but must be one minute to eight days");
        }
        if (bucket.compareTo(MINUTE) < 0
                || !bucket.minusMinutes(bucket.toMinutes()).isZero()) {
            throw new IllegalArgumentException("bucket is " + bucket + ", but must be one or more whole minutes");
        }
        if (bucket.compareTo(KEPT) > 0 || window.dividedBy(bucket) > MAX_BUCKETS) {
            throw new IllegalArgumentException("bucket is " + bucket + " in a window of " + window
                    + ", but must be at most eight days, and at most " + MAX_BUCKETS + " in the window");
        }
        return new ArrayList<>(database.query(
                read,
                statement -> {
                    statement.setString(1, bucket.toString());
                    statement.setString(2, window.toString());
                },
                Rows.list(ThroughputStore::throughput)));
    }

    private static StoredThroughput throughput(ResultSet row) throws SQLException {
        return new StoredThroughput(
                row.getString("name"),
                Rows.required(row, "start"),
                row.getLong("enqueued"),
                row.getLong("duplicates"),
                row.getLong("succeeded"),
                row.getLong("failed"),
                row.getLong("retried"),
                row.getLong("used_up"),
                row.getLong("cancelled"),
                row.getLong("attempts"),
                Duration.ofMillis(row.getLong("wait_ms")),
                Duration.ofMillis(row.getLong("longest_wait_ms")),
                Duration.ofMillis(row.getLong("run_ms")),
                Duration.ofMillis(row.getLong("longest_run_ms")));
    }
}
