package io.pgqueue.internal.store;

import io.pgqueue.RelatedTask;
import io.pgqueue.internal.store.Database.RowsReader;
import io.pgqueue.internal.store.Database.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds what handlers want added with the end of their tasks, and knows afterwards which added which. */
public final class FollowUpStore {

    private final Database database;
    private final String add;
    private final String of;
    private final String addedBy;

    public FollowUpStore(Database database) {
        this.database = database;
        // Locks what an enqueue does; what it notes is nobody else's before the commit.
        this.add = database.sql("""
                /* pgqueue:enqueue-follow-ups */
                select {schema}.enqueue_follow_ups(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        // Both lock nothing, and read by index as many tasks as they give.
        this.of = database.sql("""
                /* pgqueue:follow-ups */ select t.id, t.kind, t.status
                from (select f.follow_up_id from {schema}.task_follow_up f where f.task_id = ?
                      order by f.task_id, f.follow_up_id limit ?) f,
                lateral (select t.id, t.kind, t.status from {schema}.tasks t where t.id = f.follow_up_id offset 0) t
                order by t.id""");
        this.addedBy = database.sql("""
                /* pgqueue:added-by */ select t.id, t.kind, t.status
                from (select f.task_id from {schema}.task_follow_up f where f.follow_up_id = ?
                      order by f.follow_up_id desc, f.task_id desc limit 1) f,
                lateral (select t.id, t.kind, t.status from {schema}.tasks t where t.id = f.task_id offset 0) t""");
    }

    /** Adds the follow-ups of tasks whose end the same transaction has recorded before. */
    void add(Transaction transaction, List<? extends Outcome> outcomes) throws SQLException {
        List<NewTask> followUps = new ArrayList<>();
        List<Long> taskIds = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            for (NewTask followUp : outcome.followUps()) {
                followUps.add(followUp);
                taskIds.add(outcome.claim().taskId());
            }
        }
        if (followUps.isEmpty()) {
            return;
        }
        transaction.query(
                add,
                statement -> {
                    Rows.bindArray(
                            statement,
                            1,
                            "int8",
                            taskIds.stream().mapToLong(Long::longValue).toArray());
                    EnqueueStore.bind(statement, 2, followUps);
                },
                Rows.single(row -> true));
    }

    /** Those of a task that are still kept, by their ids. */
    public List<RelatedTask> of(long taskId, int limit) {
        return database.query(
                of,
                statement -> {
                    statement.setLong(1, taskId);
                    statement.setInt(2, limit);
                },
                related());
    }

    /** The task whose handler added this one, or was the last to replace it; empty if none did, or it is kept no longer. */
    public Optional<RelatedTask> addedBy(long taskId) {
        return database.query(addedBy, statement -> statement.setLong(1, taskId), related()).stream()
                .findFirst();
    }

    private static RowsReader<List<RelatedTask>> related() {
        return Rows.list(row ->
                new RelatedTask(row.getLong("id"), row.getString("kind"), TaskReader.status(row.getString("status"))));
    }
}
