package io.pgqueue.internal.store;

import io.pgqueue.TaskError;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskTransition;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single tasks, with their errors and headers. Locks nothing. */
public final class TaskReader {

    private static final String COLUMNS = """
            select t.*, t.payload::text as payload_text, t.result::text as result_text,
                array(select key from jsonb_each_text(t.headers) order by key) as header_names,
                array(select value from jsonb_each_text(t.headers) order by key) as header_values
            from {schema}.tasks t""";

    private final Database database;
    private final String byId;
    private final String byKey;
    private final String errors;
    private final String transitions;
    private final String logs;

    public TaskReader(Database database) {
        this.database = database;
        this.byId = database.sql("/* pgqueue:find */ " + COLUMNS + " where t.id = ?");
        this.byKey = database.sql("/* pgqueue:find */ " + COLUMNS
                + " where t.id = (select k.task_id from {schema}.task_key k where k.kind = ? and k.external_key = ?)");
        this.errors = database.sql("""
                /* pgqueue:errors */ select e.* from {schema}.tasks t,
                jsonb_to_recordset(t.errors) as e(attempt int, at timestamptz, worker text, type text, message text,
                                                  "stackTrace" text)
                where t.id = ?""");
        this.transitions = database.sql("""
                /* pgqueue:transitions */ select * from {schema}.transitions where task_id = ? order by id""");
        this.logs = database.sql("""
                /* pgqueue:logs */ select attempt, at, message from {schema}.task_message where task_id = ? order by id""");
    }

    public Optional<TaskInfo> find(long taskId) {
        return database.query(byId, statement -> statement.setLong(1, taskId), Rows.list(this::task)).stream()
                .findFirst()
                .map(this::withErrors);
    }

    public Optional<TaskInfo> find(int kindId, String externalKey) {
        return database
                .query(
                        byKey,
                        statement -> {
                            statement.setInt(1, kindId);
                            statement.setString(2, externalKey);
                        },
                        Rows.list(this::task))
                .stream()
                .findFirst()
                .map(this::withErrors);
    }

    public List<TaskTransition> transitions(long taskId) {
        return new ArrayList<>(database.query(
                transitions, statement -> statement.setLong(1, taskId), Rows.list(TaskReader::transition)));
    }

    public List<TaskLogLine> logs(long taskId) {
        return database.query(
                logs,
                statement -> statement.setLong(1, taskId),
                Rows.list(row ->
                        new TaskLogLine(row.getInt("attempt"), Rows.required(row, "at"), row.getString("message"))));
    }

    private static TaskTransition transition(ResultSet row) throws SQLException {
        @Nullable String from = row.getString("from_status");
        return new TaskTransition(
                from == null ? null : status(from),
                status(row.getString("to_status")),
                Rows.required(row, "at"),
                row.getInt("attempt"),
                row.getString("worker"),
                row.getString("reason"));
    }

    static TaskStatus status(String name) {
        return TaskStatus.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private StoredTask task(ResultSet row) throws SQLException {
        return new StoredTask(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("external_key"),
                row.getString("ordering_key"),
                partitionKey(row),
                row.getObject("group_id", Long.class),
                status(row.getString("status")),
                row.getInt("priority"),
                row.getInt("attempt"),
                row.getInt("max_attempts"),
                row.getString("worker"),
                Rows.required(row, "created_at"),
                availableAt(row),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "finished_at"),
                row.getString("payload_text"),
                headers(row.getArray("header_names"), row.getArray("header_values")),
                row.getString("result_text"),
                row.getString("cancel_reason"),
                List.of());
    }

    private StoredTask withErrors(StoredTask task) {
        return task.with(new ArrayList<>(
                database.query(errors, statement -> statement.setLong(1, task.id()), Rows.list(TaskReader::error))));
    }

    /** Of a row that holds the fields of what {@code with_error} writes. */
    static TaskError error(ResultSet row) throws SQLException {
        return new TaskError(
                row.getInt("attempt"),
                Rows.required(row, "at"),
                row.getString("worker"),
                row.getString("type"),
                Objects.requireNonNullElse(row.getString("message"), ""),
                row.getString("stackTrace"));
    }

    static Map<String, String> headers(Array names, Array values) throws SQLException {
        String[] keys = (String[]) names.getArray();
        String[] texts = (String[]) values.getArray();
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) {
            headers.put(keys[i], texts[i]);
        }
        return headers;
    }

    /** Tasks that name none share one whose key is empty, in kinds whose partitions have limits. */
    static @Nullable String partitionKey(ResultSet row) throws SQLException {
        @Nullable String key = row.getString("partition_key");
        return key == null || key.isEmpty() ? null : key;
    }

    /** Parked behind others of its ordering key, a task has no time yet. */
    static Instant availableAt(ResultSet row) throws SQLException {
        return row.getObject("available_at", OffsetDateTime.class).equals(OffsetDateTime.MAX)
                ? Instant.MAX
                : Rows.required(row, "available_at");
    }
}
