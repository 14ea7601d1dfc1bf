package io.pgqueue.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;

/** Kinds whose work is an SQL function, and that work. */
public final class SqlTaskStore {

    private final Database database;
    private final String findAll;
    private final String limit;
    private final String run;

    public SqlTaskStore(Database database) {
        this.database = database;
        this.findAll = database.sql("""
                /* pgqueue:sql-tasks */ select kind, max_attempts, extract(epoch from terminal_ttl)
                from {schema}.known_sql_tasks()""");
        // For what is left of the transaction, as the name of the session is.
        this.limit = "/* pgqueue:limit-sql-task */ select set_config('statement_timeout', ?, true)";
        // Locks what the user's function locks.
        this.run = database.sql("/* pgqueue:run-sql-task */ select {schema}.run_sql_task(?, ?, ?)");
    }

    public List<SqlTask> findAll() {
        return database.query(
                findAll,
                statement -> {},
                Rows.list(row -> new SqlTask(
                        row.getString(1), row.getInt(2), Duration.ofMillis(Math.round(row.getDouble(3) * 1_000)))));
    }

    /**
     * Runs the function of a claimed task, in the caller's transaction.
     *
     * @param timeout after which the server cancels it
     * @return what is to be kept as the task's result
     * @throws SqlTaskException if the server refused it, or the function raised an error
     */
    public SqlResult run(String kind, long taskId, int attempt, Duration timeout) {
        try {
            database.query(
                    limit,
                    statement -> statement.setString(1, Long.toString(timeout.toMillis())),
                    Rows.single(row -> row.getString(1)));
            return database.query(
                    run,
                    statement -> {
                        statement.setString(1, kind);
                        statement.setLong(2, taskId);
                        statement.setInt(3, attempt);
                    },
                    Rows.single(row -> new SqlResult(Objects.requireNonNull(row.getString(1)))));
        } catch (DataAccessException e) {
            ServerErrorMessage said =
                    e.getRootCause() instanceof PSQLException cause ? cause.getServerErrorMessage() : null;
            if (said == null || said.getMessage() == null) {
                throw e;
            }
            throw new SqlTaskException(said.getMessage(), e);
        }
    }

    /** A kind that has an SQL function, with the options that were registered with it. */
    public record SqlTask(String kind, int maxAttempts, Duration terminalTtl) {}

    /** The result of an SQL task: JSON already. */
    public record SqlResult(String json) {}

    /** An SQL task has failed; the message is the server's own. */
    public static final class SqlTaskException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SqlTaskException(String message, DataAccessException cause) {
            super(message, cause);
        }
    }
}
