package io.pgqueue.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls the schema's functions by plain JDBC on one connection. */
final class QueueSession implements AutoCloseable {

    private static final int PRIORITIES = 10;

    private final Connection connection;
    private final String schema;
    private final List<String> notices = new ArrayList<>();

    QueueSession(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    Connection connection() {
        return connection;
    }

    int kind(String name) throws SQLException {
        return kind(name, 3, "1 hour");
    }

    int kind(String name, int maxAttempts, String terminalTtl) throws SQLException {
        return query(
                        "select id from {schema}.register_kinds(?, ?, ?::text[]::interval[])",
                        row -> row.getInt(1),
                        array("text", name),
                        array("int4", maxAttempts),
                        array("text", terminalTtl))
                .get(0);
    }

    int worker(String name) throws SQLException {
        return query("select {schema}.register_worker(?, '1', true)", row -> row.getInt(1), name)
                .get(0);
    }

    List<Enqueued> enqueue(List<TestRow> rows) throws SQLException {
        return query(
                "select task_id, outcome from {schema}.enqueue(?, ?, ?, ?, ?, ?, ?, ?)",
                row -> new Enqueued(row.getLong(1), row.getInt(2)),
                array("int4", rows, TestRow::kind),
                array("text", rows, TestRow::key),
                array("text", rows, TestRow::payload),
                array("text", rows, TestRow::headers),
                array("int2", rows, TestRow::priority),
                array("int8", rows, TestRow::delay),
                array("timestamptz", rows, TestRow::availableAt),
                array("int2", rows, TestRow::mode));
    }

    Enqueued enqueue(TestRow row) throws SQLException {
        return enqueue(List.of(row)).get(0);
    }

    /** Claims up to so many tasks of a kind, without a cursor. */
    List<Claimed> claim(int worker, int kind, int limit) throws SQLException {
        return claim(worker, 1, new Integer[] {kind}, new Integer[] {limit}, null);
    }

    List<Claimed> claim(int worker, long token, Integer[] kinds, Integer[] capacities, String @Nullable [] cursors)
            throws SQLException {
        String[] given = cursors;
        if (given == null) {
            given = new String[PRIORITIES * kinds.length];
            Arrays.fill(given, "-infinity");
        }
        return query(
                "select id, kind, priority, attempt, max_attempts, available_at, waited_micros, external_key, payload,"
                        + " headers, cancelled from {schema}.claim(?, ?, ?, ?, ?::text[]::timestamptz[])"
                        + " where id > 0",
                row -> new Claimed(
                        row.getLong(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getInt(4),
                        token,
                        row.getString(6),
                        row.getLong(7),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10)),
                worker,
                token,
                array("int4", (Object[]) kinds),
                array("int4", (Object[]) capacities),
                array("text", (Object[]) given));
    }

    List<Long> complete(int worker, List<Claimed> tasks, @Nullable String result, boolean keep) throws SQLException {
        return query(
                "select {schema}.complete(?, ?, ?, ?, ?, ?)",
                row -> row.getLong(1),
                worker,
                array("int8", tasks, Claimed::id),
                array("int4", tasks, Claimed::attempt),
                array("int8", tasks, Claimed::token),
                array("text", tasks, task -> result),
                array("bool", tasks, task -> keep));
    }

    /** Records failed attempts with an error each; a delay of null closes the task. */
    List<Outcome> fail(int worker, List<Claimed> tasks, @Nullable Long delay) throws SQLException {
        return fail(worker, tasks, delay, true, null, 10, "it broke");
    }

    List<Outcome> fail(
            int worker,
            List<Claimed> tasks,
            @Nullable Long delay,
            boolean counted,
            @Nullable String cancelReason,
            int maxErrors,
            String message)
            throws SQLException {
        return query(
                "select task_id, new_status from {schema}.fail(?, 'host-1', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row -> new Outcome(row.getLong(1), row.getInt(2)),
                worker,
                array("int8", tasks, Claimed::id),
                array("int4", tasks, Claimed::attempt),
                array("int8", tasks, Claimed::token),
                array("int8", tasks, task -> delay),
                array("bool", tasks, task -> counted),
                array("text", tasks, task -> cancelReason),
                array("int4", tasks, task -> maxErrors),
                array("text", tasks, task -> "java.lang.IllegalStateException"),
                array("text", tasks, task -> message),
                array("text", tasks, task -> "at somewhere"));
    }

    List<Long> release(int worker, List<Claimed> tasks) throws SQLException {
        return query(
                "select {schema}.release(?, ?, ?, ?)",
                row -> row.getLong(1),
                worker,
                array("int8", tasks, Claimed::id),
                array("int4", tasks, Claimed::attempt),
                array("int8", tasks, Claimed::token));
    }

    @Nullable
    Integer cancel(long id, String reason) throws SQLException {
        return one("select {schema}.cancel(?, ?)", row -> row.getObject(1, Integer.class), id, reason);
    }

    int retry(int kind, int attempts, int limit) throws SQLException {
        return one("select {schema}.retry(?, ?, ?)", row -> row.getInt(1), kind, attempts, limit);
    }

    boolean retryTask(long id, int attempts) throws SQLException {
        return one("select {schema}.retry_task(?, ?)", row -> row.getBoolean(1), id, attempts);
    }

    boolean runNow(long id) throws SQLException {
        return one("select {schema}.run_now(?)", row -> row.getBoolean(1), id);
    }

    /** The begun tasks that somebody asked to cancel; null if the worker was declared dead. */
    Long @Nullable [] beat(int worker, Long... begun) throws SQLException {
        return one(
                "select {schema}.beat(?, ?, true)",
                row -> row.getArray(1) == null ? null : (Long[]) row.getArray(1).getArray(),
                worker,
                array("int8", (Object[]) begun));
    }

    List<Rescued> rescue(String deadAfter, String missedAfter) throws SQLException {
        return query(
                "select task_id, new_status, dead_worker from {schema}.rescue(?::interval, ?::interval)",
                row -> new Rescued(row.getLong(1), row.getInt(2), row.getString(3)),
                deadAfter,
                missedAfter);
    }

    boolean deregister(int worker) throws SQLException {
        return one("select {schema}.deregister_worker(?)", row -> row.getBoolean(1), worker);
    }

    /** How many were deleted; null if another session is at it. */
    @Nullable
    Long purge(int limit) throws SQLException {
        return one("select {schema}.purge(?)", row -> row.getObject(1, Long.class), limit);
    }

    String status(long id) throws SQLException {
        return text("select coalesce((select status from {schema}.tasks where id = ?), 'gone')", id);
    }

    String text(String sql, Object... parameters) throws SQLException {
        return one(sql, row -> row.getString(1), parameters);
    }

    long number(String sql, Object... parameters) throws SQLException {
        return one(sql, row -> row.getLong(1), parameters);
    }

    int run(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.execute();
            return statement.getUpdateCount();
        }
    }

    <T> T one(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        List<T> rows = query(sql, reader, parameters);
        if (rows.size() != 1) {
            throw new IllegalStateException(rows.size() + " rows of " + sql);
        }
        return rows.get(0);
    }

    <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(reader.read(result));
            }
            for (SQLWarning notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                notices.add(notice.getMessage());
            }
            return rows;
        }
    }

    /** What the server has said since the last call, besides results. */
    List<String> takeNotices() {
        List<String> taken = List.copyOf(notices);
        notices.clear();
        return taken;
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback(); // else the server ends the transaction a little later
        }
        connection.close();
    }

    private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.replace("{schema}", schema));
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private java.sql.Array array(String type, Object... values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    private <T> java.sql.Array array(String type, List<T> rows, Function<T, @Nullable Object> value)
            throws SQLException {
        Object[] values = new Object[rows.size()];
        Arrays.setAll(values, i -> value.apply(rows.get(i)));
        return connection.createArrayOf(type, values);
    }

    static List<TestRow> copies(int count, TestRow row) {
        return Collections.nCopies(count, row);
    }

    /** Reads the current row of a result. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** @param outcome 0 added, 1 replaced, 2 duplicate */
    record Enqueued(long id, int outcome) {}

    record Outcome(long id, int status) {}

    record Rescued(long id, int status, String worker) {}
}
