package io.pgqueue.internal.store;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueueResult.Outcome;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds tasks, in the caller's transaction. */
public final class EnqueueStore {

    /** Parameters that tasks are bound to. */
    static final int COLUMNS = 10;

    private static final Outcome[] OUTCOMES = {Outcome.ADDED, Outcome.REPLACED, Outcome.DUPLICATE};

    private final Database database;
    private final String enqueue;
    private final String enqueueOne;

    public EnqueueStore(Database database) {
        this.database = database;
        // Locks nothing that exists, but a key whose task is closed or a waiting task that is to be replaced.
        this.enqueue = database.sql("""
                /* pgqueue:enqueue */ select task_id, outcome from {schema}.enqueue(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""");
        this.enqueueOne = database.sql("/* pgqueue:enqueue */ select {schema}.enqueue_one(?, ?, ?, ?, ?, ?)");
    }

    /** Adds one task. */
    public EnqueueResult enqueue(NewTask task) {
        if (task.externalKey() != null || task.orderingKey() != null || task.partitionKey() != null) {
            return enqueue(List.of(task)).get(0);
        }
        return database.query(
                enqueueOne,
                statement -> {
                    statement.setInt(1, task.kindId());
                    statement.setString(2, task.payload());
                    statement.setString(3, task.headers());
                    statement.setShort(4, (short) task.priority());
                    statement.setObject(5, task.delayMillis(), Types.BIGINT);
                    statement.setObject(6, utc(task.availableAt()), Types.TIMESTAMP_WITH_TIMEZONE);
                },
                Rows.single(row -> new EnqueueResult(row.getLong(1), Outcome.ADDED)));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Adds tasks with one statement; results in the same order. */
    public List<EnqueueResult> enqueue(List<NewTask> tasks) {
        return database.query(enqueue, statement -> bind(statement, 1, tasks), results());
    }

    static Database.RowsReader<List<EnqueueResult>> results() {
        return Rows.list(row -> new EnqueueResult(row.getLong(1), OUTCOMES[row.getShort(2)]));
    }

    /** Binds the columns of tasks as {@value #COLUMNS} arrays, from a parameter on. */
    static void bind(PreparedStatement statement, int from, List<NewTask> tasks) throws SQLException {
        int size = tasks.size();
        int[] kinds = new int[size];
        short[] priorities = new short[size];
        for (int i = 0; i < size; i++) {
            kinds[i] = tasks.get(i).kindId();
            priorities[i] = (short) tasks.get(i).priority();
        }
        Rows.bindArray(statement, from, "int4", kinds);
        Rows.bindArray(statement, from + 1, "text", column(tasks, NewTask::externalKey, new String[size]));
        Rows.bindArray(statement, from + 2, "text", column(tasks, NewTask::payload, new String[size]));
        Rows.bindArray(statement, from + 3, "text", column(tasks, NewTask::headers, new String[size]));
        Rows.bindArray(statement, from + 4, "int2", priorities);
        Rows.bindArray(statement, from + 5, "int8", column(tasks, NewTask::delayMillis, new Long[size]));
        Rows.bindArray(
                statement,
                from + 6,
                "timestamptz",
                column(
                        tasks,
                        task -> task.availableAt() == null
                                ? null
                                : task.availableAt().toString(),
                        new String[size]));
        Rows.bindArray(
                statement,
                from + 7,
                "int2",
                column(tasks, task -> task.mode() == 0 ? null : (short) task.mode(), new Short[size]));
        Rows.bindArray(statement, from + 8, "text", column(tasks, NewTask::orderingKey, new String[size]));
        Rows.bindArray(statement, from + 9, "text", column(tasks, NewTask::partitionKey, new String[size]));
    }

    /** A column as an array; null where no task has a value. */
    private static <T> T @Nullable [] column(List<NewTask> tasks, Function<NewTask, @Nullable T> value, T[] into) {
        boolean any = false;
        for (int i = 0; i < into.length; i++) {
            T one = value.apply(tasks.get(i));
            if (one != null) {
                into[i] = one;
                any = true;
            }
        }
        return any ? into : null;
    }
}
