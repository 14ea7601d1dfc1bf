package io.pgqueue.internal.store;

import io.pgqueue.internal.store.ClaimAnswer.Reached;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.dao.DataAccessException;

/** Claims tasks, and tells when the next deferred one is due. */
public final class ClaimStore {

    /** Longer than any task has waited, in milliseconds: a hundred years. */
    public static final long EVER = 100L * 365 * 24 * 60 * 60 * 1_000;

    /** What {@code claim} raises for a worker that is not registered, or was declared dead. */
    private static final String UNKNOWN_WORKER = "PQ001";

    private final Database database;
    private final String claim;
    private final String nextDue;
    private final String releaseClaim;

    public ClaimStore(Database database) {
        this.database = database;
        // Locks tasks with 'for no key update skip locked', so that no claimer waits for another.
        this.claim = database.sql("""
            /* pgqueue:claim */ select id, kind, priority, attempt, max_attempts, created_at, available_at,
            waited_micros, external_key, payload, headers, cancelled, ordering_key, limited
            from {schema}.claim(?, ?, ?, ?, ?::timestamptz[], p_followers => ?, p_free => ?)\
            """);
        this.releaseClaim = database.sql("/* pgqueue:release-claim */ select {schema}.release_claim(?, ?)");
        this.nextDue = database.sql("/* pgqueue:next-due */ select {schema}.next_due(?, ?)");
    }

    /**
     * Claims for a worker.
     *
     * @throws WorkerGoneException if the worker is not registered, or was declared dead
     */
    public ClaimAnswer claim(int worker, long token, ClaimRequest request) {
        try {
            return database.engineQuery(
                    claim,
                    statement -> {
                        statement.setInt(1, worker);
                        statement.setLong(2, token);
                        Rows.bindArray(statement, 3, "int4", request.kinds());
                        Rows.bindArray(statement, 4, "int4", request.capacities());
                        Rows.bindArray(statement, 5, "text", request.cursors());
                        statement.setInt(6, request.followers());
                        Rows.bindArray(statement, 7, "int4", request.free());
                    },
                    rows -> claimed(rows, worker, token));
        } catch (DataAccessException e) {
            if (e.getRootCause() instanceof SQLException cause && UNKNOWN_WORKER.equals(cause.getSQLState())) {
                throw new WorkerGoneException(worker);
            }
            throw e;
        }
    }

    /** Gives back whatever a claim took whose answer was lost; how many tasks. */
    public int releaseClaim(int worker, long token) {
        return database.engineQuery(
                releaseClaim,
                statement -> {
                    statement.setInt(1, worker);
                    statement.setLong(2, token);
                },
                Rows.single(row -> row.getInt(1)));
    }

    /**
     * Milliseconds until the next deferred task of these kinds can run; empty if there is none. One statement, which
     * locks and writes nothing.
     *
     * @param sinceMillis time since the last claim began, or {@link #EVER}; what has become due since then gives zero or
     *     less
     */
    public OptionalLong nextDue(int[] kinds, long sinceMillis) {
        return database.engineRead(
                nextDue,
                statement -> {
                    Rows.bindArray(statement, 1, "int4", kinds);
                    statement.setLong(2, sinceMillis);
                },
                Rows.optionalLong());
    }

    private static ClaimAnswer claimed(ResultSet rows, int worker, long token) throws SQLException {
        List<ClaimedTask> tasks = new ArrayList<>();
        List<Reached> reached = new ArrayList<>();
        Map<Long, Suspicion> suspects = null;
        boolean again = false;
        while (rows.next()) {
            long id = rows.getLong(1);
            if (id > 0) {
                tasks.add(task(
                        rows,
                        new Claim(id, rows.getInt(4), token, worker),
                        suspects == null ? Suspicion.NONE : suspects.getOrDefault(id, Suspicion.NONE)));
            } else if (id < 0) {
                suspects = suspects == null ? new HashMap<>() : suspects;
                suspects.put(-id, rows.getInt(5) > 0 ? Suspicion.ALONE : Suspicion.WATCHED);
            } else {
                again |= rows.getInt(4) == 1;
                if (rows.getInt(2) > 0) {
                    reached.add(new Reached(rows.getInt(2), rows.getInt(3), rows.getString(7)));
                }
            }
        }
        return new ClaimAnswer(tasks, reached, again);
    }

    private static ClaimedTask task(ResultSet row, Claim claim, Suspicion suspicion) throws SQLException {
        return new ClaimedTask(
                claim,
                row.getInt(2),
                row.getInt(3),
                row.getInt(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getString(7),
                row.getLong(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getBoolean(12),
                row.getString(13),
                row.getBoolean(14),
                suspicion);
    }

    /** The worker is not registered, or was declared dead: what it holds is somebody else's now. */
    public static final class WorkerGoneException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WorkerGoneException(int worker) {
            super("worker " + worker + " is not registered, or was declared dead");
        }
    }
}
