package io.pgqueue.internal.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes many tasks by their ids with one statement, each in the caller's transaction, or else in one of its own. They lock
 * the tasks that they change, and wait for nobody who holds the lock of one but where a waiting one is just being changed.
 */
public final class BulkStore {

    private final Database database;
    private final String retry;
    private final String cancel;
    private final String runNow;
    private final String delete;

    public BulkStore(Database database) {
        this.database = database;
        this.retry = database.sql("/* pgqueue:retry-tasks */ select * from {schema}.retry_tasks(?::bigint[], ?::int)");
        this.cancel = database.sql("/* pgqueue:cancel-tasks */ select * from {schema}.cancel_tasks(?, ?)");
        this.runNow = database.sql("/* pgqueue:run-tasks-now */ select * from {schema}.run_tasks_now(?)");
        this.delete = database.sql("/* pgqueue:delete-tasks */ select * from {schema}.delete_tasks(?)");
    }

    public List<Changed> retry(List<Long> ids, int attempts) {
        return change(retry, ids, attempts);
    }

    public List<Changed> cancel(List<Long> ids, String reason) {
        return change(cancel, ids, reason);
    }

    public List<Changed> runNow(List<Long> ids) {
        return change(runNow, ids, null);
    }

    public List<Changed> delete(List<Long> ids) {
        return change(delete, ids, null);
    }

    private List<Changed> change(String sql, List<Long> ids, @Nullable Object value) {
        long[] given = ids.stream().mapToLong(Long::longValue).toArray();
        return database.engineQuery(
                sql,
                statement -> {
                    Rows.bindArray(statement, 1, "int8", given);
                    if (value != null) {
                        statement.setObject(2, value);
                    }
                },
                Rows.list(row -> new Changed(
                        row.getLong("task_id"),
                        row.getInt("kind"),
                        row.getObject("status", Integer.class),
                        row.getString("ordering_key"))));
    }

    /**
     * A task that was changed.
     *
     * @param status as in the database; null if it was passed by, because somebody else was at it
     */
    public record Changed(
            long id,
            int kindId,
            @Nullable Integer status,
            @Nullable String orderingKey) {

        private static final int RUNNING = 2;

        public boolean isRunning() {
            return status != null && status == RUNNING;
        }
    }
}
