package io.pgqueue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a list shows of a task, as it stood when it was read: no payload, headers or result. Times are the database's. */
public interface TaskSummary {

    long id();

    String kind();

    @Nullable
    String externalKey();

    /** The key within which tasks of the kind run in order; null if the task has none. */
    @Nullable
    String orderingKey();

    /** The partition whose limits the task comes under, besides those of its kind; null if the task names none. */
    @Nullable
    String partitionKey();

    /** The group that it was enqueued with, see {@link TaskAdmin#group}; null if none. */
    @Nullable
    Long groupId();

    TaskStatus status();

    int priority();

    /** Attempts so far; of a running task the present one; of a succeeded one that which succeeded. */
    int attempt();

    /** Attempts before it fails for good, the first and those of a retry included. */
    int maxAttempts();

    /** Name of who runs it, or ran it last; null before the first attempt, and once that worker is forgotten. */
    @Nullable
    String worker();

    Instant createdAt();

    /**
     * Earliest time of the next attempt, or that of the last one. {@link Instant#MAX} while the task waits behind others of
     * its ordering key.
     */
    Instant availableAt();

    /** When the last attempt was claimed; null before the first. */
    @Nullable
    Instant startedAt();

    /** When the task was closed; null while it is live. */
    @Nullable
    Instant finishedAt();

    /** Why it was cancelled, or is to be; null if it was not. */
    @Nullable
    String cancelReason();

    /** Its last error; null if none is kept. In a list it has no stack trace. */
    @Nullable
    TaskError lastError();
}
