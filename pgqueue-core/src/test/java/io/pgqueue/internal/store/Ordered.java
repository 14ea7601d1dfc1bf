package io.pgqueue.internal.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls about tasks of one kind with ordering keys, by one session. */
record Ordered(QueueSession session, int kind, int worker) {

    private static final String ENQUEUE = """
            select task_id from pgqueue.enqueue(array_fill(?::int, array[?]), null, null, null,
                array_fill(5::smallint, array[?]), ?::text::bigint[], null, null, ?::text[])""";

    /** Adds a task for each key, all in one call; null for a task without one. */
    List<Long> enqueue(@Nullable String... keys) throws SQLException {
        return enqueue(null, keys);
    }

    /** The same with delays in milliseconds, as an array in SQL. */
    List<Long> enqueue(@Nullable String delays, @Nullable String[] keys) throws SQLException {
        return session.query(
                ENQUEUE,
                row -> row.getLong(1),
                kind,
                keys.length,
                keys.length,
                delays,
                session.connection().createArrayOf("text", keys));
    }

    List<Claimed> claim(int capacity, int followers) throws SQLException {
        return session.query(
                "select id, attempt, available_at from pgqueue.claim(?, 1, array[?], array[?],"
                        + " array_fill('-infinity'::timestamptz, array[10]), ?) where id > 0",
                row -> new Claimed(row.getLong(1), kind, 5, row.getInt(2), 1, row.getString(3), 0, null, null, null),
                worker,
                kind,
                capacity,
                followers);
    }

    void complete(Claimed... tasks) throws SQLException {
        session.complete(worker, Arrays.asList(tasks), null, false);
    }

    /** What is done after a commit that ended a task of the key. */
    void mend(String key) throws SQLException {
        session.query("select pgqueue.mend_lanes(array[?], array[?])", row -> row.getInt(1), kind, key);
    }

    /** Of each task, in order, whether it is parked. */
    List<Boolean> parked() throws SQLException {
        return session.query(
                "select available_at = 'infinity' from pgqueue.task order by id", row -> row.getBoolean(1));
    }

    long lanes() throws SQLException {
        return session.number("select count(*) from pgqueue.lane");
    }
}
