package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.benchmarks.server.BenchDatabase;
import java.sql.SQLException;

/** pgqueue's tables, from outside. */
final class Tables {

    private Tables() {}

    /** Live tasks that could run. */
    static long remaining(BenchDatabase database) throws SQLException {
        return database.number("select count(*) from pgqueue.task where available_at <= now()");
    }

    static void reset(BenchDatabase database) throws SQLException {
        database.execute("truncate pgqueue.task, pgqueue.closed_task, pgqueue.task_key, pgqueue.task_group,"
                + " pgqueue.group_follow_up, pgqueue.lane");
    }
}
