package io.pgqueue.internal.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sets limits by SQL, looks at what they count, and adds tasks of partitions. */
final class Limits {

    private final QueueSession session;
    private final int kind;

    Limits(QueueSession session, int kind) {
        this.session = session;
        this.kind = kind;
    }

    void running(int most) throws SQLException {
        set(most, null, null, null, null, null);
    }

    void started(int most, String period) throws SQLException {
        set(null, most, period, null, null, null);
    }

    void perPartition(@Nullable Integer running, @Nullable Integer started, @Nullable String period)
            throws SQLException {
        set(null, null, null, running, started, period);
    }

    void set(
            @Nullable Integer running,
            @Nullable Integer started,
            @Nullable String period,
            @Nullable Integer partitionRunning,
            @Nullable Integer partitionStarted,
            @Nullable String partitionPeriod)
            throws SQLException {
        session.query(
                "select {schema}.set_limits(?, true, ?::int, ?::int, ?::interval, ?::int, ?::int, ?::interval)",
                row -> 0,
                kind,
                text(running),
                text(started),
                period,
                text(partitionRunning),
                text(partitionStarted),
                partitionPeriod);
    }

    void reset() throws SQLException {
        session.query("select {schema}.reset_limits(?)", row -> 0, kind);
    }

    /** Adds tasks of a partition, or with a null of none; their ids. */
    List<Long> add(@Nullable String partition, int count) throws SQLException {
        return session.query(
                "select task_id from {schema}.enqueue(array_fill(?::int, array[?::int]), null, null, null,"
                        + " array_fill(5::smallint, array[?::int]), null, null, null,"
                        + " p_partition_keys => array_fill(?::text, array[?::int]))",
                row -> row.getLong(1),
                kind,
                count,
                count,
                partition,
                count);
    }

    long slots() throws SQLException {
        return session.number("select count(*) from {schema}.limit_slot where kind = ?", kind);
    }

    /** The partitions of running tasks, in their order. */
    List<String> runningPartitions() throws SQLException {
        return session.query(
                "select coalesce(partition_key, '') from {schema}.task where kind = ? and status = 2 order by 1",
                row -> row.getString(1),
                kind);
    }

    /** What the next look at the queue waits for. */
    @Nullable
    Long nextDue() throws SQLException {
        return session.one("select {schema}.next_due(array[?::int])", row -> row.getObject(1, Long.class), kind);
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : Objects.toString(number);
    }
}
