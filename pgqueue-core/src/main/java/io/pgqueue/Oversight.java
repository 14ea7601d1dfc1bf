package io.pgqueue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What those on call see beside tasks and kinds, and the log of what they did: of one schema. Joins the caller's transaction,
 * if there is one on the queue's {@code DataSource}. Thread-safe.
 */
public interface Oversight {

    /** The time by the database's clock. */
    Instant now();

    /**
     * How the database is doing. What sessions of other users are at is seen by members of {@code pg_read_all_stats}, as
     * the owner of the schema should be; for others they are left out.
     */
    DatabaseHealth health();

    /**
     * The tasks that instances had begun at their last beat, and still run; those of one instance together, the longest
     * running first.
     *
     * @param limit most tasks to return, 1 to 10,000
     */
    List<RunningTask> running(int limit);

    /**
     * Notes who did what; kept for 90 days.
     *
     * @param actor empty if nobody is known; each of these is cut to what its column holds
     */
    void note(String actor, String action, String target, String detail);

    /**
     * What was noted, the latest first.
     *
     * @param limit most notes to return, 1 to 1,000
     */
    List<Noted> notes(int limit);

    /**
     * A task that an instance runs.
     *
     * @param workerId {@link TaskAdmin.WorkerInfo#id}
     * @param startedAt when the attempt was claimed; null if that is not known
     */
    record RunningTask(
            int workerId,
            long taskId,
            String kind,
            int attempt,
            @Nullable Instant startedAt) {}

    /** A row of the audit log; what {@link #note} was given, and when. */
    record Noted(Instant at, String actor, String action, String target, String detail) {}
}
