package io.pgqueue.internal.store;

import io.pgqueue.EnqueuedGroup;
import io.pgqueue.GroupInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds and reads groups of tasks, in the caller's transaction. */
public final class GroupStore {

    private static final int FOLLOW_UPS_AT = 2;
    private static final int ON_FAILURE_AT = FOLLOW_UPS_AT + EnqueueStore.COLUMNS;
    private static final int TASKS_AT = ON_FAILURE_AT + 1;

    private final Database database;
    private final String enqueue;
    private final String find;
    private final String settle;

    public GroupStore(Database database) {
        this.database = database;
        // Locks what adding tasks locks, and no group that exists.
        this.enqueue = database.sql("""
                /* pgqueue:enqueue-group */ select task_id, outcome from {schema}.enqueue_group(
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        this.find = database.sql("/* pgqueue:find-group */ select * from {schema}.task_group where id = ?");
        // Locks the groups whose members this transaction has ended or reopened, in the order of their ids.
        this.settle = database.sql("/* pgqueue:settle-groups */ select {schema}.settle_groups()");
    }

    /** Adds a group with one statement. */
    public EnqueuedGroup enqueue(NewGroup group) {
        List<NewTask> followUps = group.followUps();
        return database.query(
                enqueue,
                statement -> {
                    statement.setString(1, group.name());
                    EnqueueStore.bind(statement, FOLLOW_UPS_AT, followUps);
                    Rows.bindArray(statement, ON_FAILURE_AT, "bool", group.onFailure());
                    EnqueueStore.bind(statement, TASKS_AT, group.tasks());
                },
                rows -> {
                    long id = Rows.single(row -> row.getLong(1)).read(rows);
                    return new EnqueuedGroup(id, EnqueueStore.results().read(rows));
                });
    }

    public Optional<GroupInfo> find(long groupId) {
        return new ArrayList<GroupInfo>(
                        database.query(find, statement -> statement.setLong(1, groupId), Rows.list(GroupStore::group)))
                .stream().findFirst();
    }

    /**
     * Counts what the caller's transaction has done to groups so far, and adds the tasks that are due. By itself that
     * happens at the commit: for whoever works in a transaction that may never commit, as a test's.
     */
    public void settle() {
        database.query(settle, statement -> {}, Rows.single(row -> row.getString(1)));
    }

    private static StoredGroup group(ResultSet row) throws SQLException {
        return new StoredGroup(
                row.getLong("id"),
                row.getString("name"),
                row.getInt("total"),
                row.getInt("open"),
                row.getInt("succeeded"),
                row.getInt("cancelled"),
                row.getInt("failed"),
                Rows.required(row, "created_at"),
                Rows.instant(row, "finished_at"),
                row.getObject("done_task", Long.class),
                row.getObject("failed_task", Long.class));
    }

    private record StoredGroup(
            long id,
            @Nullable String name,
            int total,
            int open,
            int succeeded,
            int cancelled,
            int failed,
            Instant createdAt,
            @Nullable Instant finishedAt,
            @Nullable Long doneTaskId,
            @Nullable Long failedTaskId)
            implements GroupInfo {}
}
