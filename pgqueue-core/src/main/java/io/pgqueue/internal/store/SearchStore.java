package io.pgqueue.internal.store;

import io.pgqueue.TaskError;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskSummary;
import io.pgqueue.TimeRange;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds tasks by a filter, and reads what lists show of them. Locks nothing. */
public final class SearchStore {

    private static final String BEGIN = "-infinity";

    private static final String SEARCH = """
            from {schema}.search_tasks(
            jsonb_strip_nulls(jsonb_build_object(
                'kinds', ?::text[], 'statuses', ?::text[], 'external_key', ?::text, 'external_key_prefix', ?::text,
                'ordering_key', ?::text, 'partition_key', ?::text, 'group_id', ?::bigint, 'id_from', ?::bigint,
                'id_to', ?::bigint, 'created_from', ?::text, 'created_to', ?::text, 'finished_from', ?::text,
                'finished_to', ?::text, 'available_from', ?::text, 'available_to', ?::text, 'min_age', ?::text,
                'error_type', ?::text, 'error_text', ?::text))
            || case when ?::text is null then '{}' else jsonb_build_object('payload', ?::jsonb) end, ?, ?)""";

    private final Database database;
    private final String search;
    private final String count;
    private final String summaries;

    public SearchStore(Database database) {
        this.database = database;
        this.search = database.sql("/* pgqueue:search */ select task_id, next, searched_to, cut_short " + SEARCH);
        this.count = database.sql(
                "/* pgqueue:count */ select count(task_id) as tasks, max(next) as next, bool_or(cut_short) as cut_short "
                        + SEARCH);
        this.summaries = database.sql("""
                /* pgqueue:summaries */ select t.*, e.attempt as error_attempt, e.at as error_at, e.worker as error_worker,
                e.type, e.message from unnest(?) with ordinality u(id, o),
                lateral (select t.id, t.kind, t.status, t.priority, t.attempt, t.max_attempts, t.external_key,
                                t.ordering_key, t.partition_key, t.group_id, t.worker, t.created_at, t.available_at,
                                t.started_at, t.finished_at, t.cancel_reason, t.errors -> -1 as last_error
                         from {schema}.tasks t where t.id = u.id offset 0) t,
                jsonb_to_record(coalesce(t.last_error, '{}'))
                    as e(attempt int, at timestamptz, worker text, type text, message text)
                order by u.o""");
    }

    /**
     * Ids of tasks that match, and where to go on.
     *
     * @param cursor as the last answer gave it; null to begin
     */
    public Found search(TaskFilter filter, @Nullable String cursor, int limit) {
        return database.query(search, statement -> bind(statement, filter, cursor, limit), rows -> {
            List<Long> ids = new ArrayList<>();
            Found found = null;
            while (rows.next()) {
                if (rows.getObject("task_id") != null) {
                    ids.add(rows.getLong("task_id"));
                } else {
                    String next = rows.getString("next");
                    found = new Found(ids, next, next == null ? null : searchedTo(rows), rows.getBoolean("cut_short"));
                }
            }
            return Objects.requireNonNull(found, "a search says where it ended");
        });
    }

    /** How many match, up to a bound, and where to go on. */
    public Counted count(TaskFilter filter, @Nullable String cursor, int most) {
        return database.query(
                count,
                statement -> bind(statement, filter, cursor, most),
                Rows.single(
                        row -> new Counted(row.getInt("tasks"), row.getString("next"), row.getBoolean("cut_short"))));
    }

    /** What lists show of tasks, in the order of their ids here; without those that are gone. */
    public List<TaskSummary> summaries(List<Long> ids) {
        long[] wanted = ids.stream().mapToLong(Long::longValue).toArray();
        return new ArrayList<>(database.query(
                summaries, statement -> Rows.bindArray(statement, 1, "int8", wanted), Rows.list(SearchStore::summary)));
    }

    private static void bind(PreparedStatement statement, TaskFilter filter, @Nullable String cursor, int limit)
            throws SQLException {
        Rows.bindArray(statement, 1, "text", filter.kinds().toArray());
        Rows.bindArray(statement, 2, "text", names(filter.statuses()));
        statement.setString(3, filter.externalKey());
        statement.setString(4, filter.externalKeyPrefix());
        statement.setString(5, filter.orderingKey());
        statement.setString(6, filter.partitionKey());
        statement.setObject(7, filter.groupId(), Types.BIGINT);
        statement.setObject(8, filter.idFrom(), Types.BIGINT);
        statement.setObject(9, filter.idTo(), Types.BIGINT);
        bind(statement, 10, filter.created());
        bind(statement, 12, filter.finished());
        bind(statement, 14, filter.available());
        statement.setString(16, filter.minAge() == null ? null : filter.minAge().toMillis() + " milliseconds");
        statement.setString(17, filter.errorType());
        statement.setString(18, filter.errorText());
        statement.setString(19, filter.payload());
        statement.setString(20, filter.payload());
        statement.setString(21, cursor);
        statement.setInt(22, limit);
    }

    private static void bind(PreparedStatement statement, int index, TimeRange range) throws SQLException {
        statement.setString(index, text(range.from()));
        statement.setString(index + 1, text(range.to()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static Object[] names(Collection<TaskStatus> statuses) {
        return statuses.stream()
                .map(status -> status.name().toLowerCase(Locale.ROOT))
                .toArray();
    }

    private static @Nullable Instant searchedTo(ResultSet row) throws SQLException {
        return BEGIN.equals(row.getString("searched_to")) ? Instant.MIN : Rows.instant(row, "searched_to");
    }

    private static Summary summary(ResultSet row) throws SQLException {
        String type = row.getString("type");
        return new Summary(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("external_key"),
                row.getString("ordering_key"),
                TaskReader.partitionKey(row),
                row.getObject("group_id", Long.class),
                TaskReader.status(row.getString("status")),
                row.getInt("priority"),
                row.getInt("attempt"),
                row.getInt("max_attempts"),
                row.getString("worker"),
                Rows.required(row, "created_at"),
                TaskReader.availableAt(row),
                Rows.instant(row, "started_at"),
                Rows.instant(row, "finished_at"),
                row.getString("cancel_reason"),
                type == null ? null : error(row, type));
    }

    private static TaskError error(ResultSet row, String type) throws SQLException {
        return new TaskError(
                row.getInt("error_attempt"),
                Rows.required(row, "error_at"),
                row.getString("error_worker"),
                type,
                Objects.requireNonNullElse(row.getString("message"), ""),
                null);
    }

    /**
     * What a search found.
     *
     * @param ids in order
     * @param next where to go on; null if nothing is left
     * @param searchedTo null with {@code next}
     */
    public record Found(
            List<Long> ids, @Nullable String next, @Nullable Instant searchedTo, boolean cutShort) {}

    /** How many a search found, and where to go on; null if nothing is left. */
    public record Counted(int tasks, @Nullable String next, boolean cutShort) {}

    private record Summary(
            long id,
            String kind,
            @Nullable String externalKey,
            @Nullable String orderingKey,
            @Nullable String partitionKey,
            @Nullable Long groupId,
            TaskStatus status,
            int priority,
            int attempt,
            int maxAttempts,
            @Nullable String worker,
            Instant createdAt,
            Instant availableAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String cancelReason,
            @Nullable TaskError lastError)
            implements TaskSummary {}
}
