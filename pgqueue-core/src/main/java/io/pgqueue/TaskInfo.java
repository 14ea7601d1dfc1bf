package io.pgqueue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as it stood when it was read. Times are the database's. */
public interface TaskInfo {

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

    TaskStatus status();

    int priority();

    /** Attempts so far; of a running task the present one; of a succeeded one that which succeeded. */
    int attempt();

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

    /** JSON; null if the task was enqueued with none. */
    @Nullable
    String payload();

    Map<String, String> headers();

    /** JSON; null if the handler returned nothing, or nothing that JSON could express. */
    @Nullable
    String result();

    /** Why it was cancelled; null if it was not. */
    @Nullable
    String cancelReason();

    /** Its last errors, the oldest first. */
    List<TaskError> errors();
}
