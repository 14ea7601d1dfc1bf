package io.pgqueue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a handler may know and ask of the attempt that it runs. Thread-safe, so that a handler may pass it on. */
public interface TaskContext {

    long taskId();

    String kind();

    @Nullable
    String externalKey();

    /** The key within which tasks of the kind run in order; null if the task has none. */
    @Nullable
    String orderingKey();

    /** Number of this attempt; the first is 1. */
    int attempt();

    /** How many attempts the task has in all, this one included. */
    int maxAttempts();

    /** Unmodifiable. */
    Map<String, String> headers();

    /** When the task was enqueued, by the database's clock. */
    Instant createdAt();

    /** Whether the task was cancelled, or lost to another instance, while it ran. The thread is interrupted, too. */
    boolean isCancelled();

    /**
     * Gives the attempt more time, counted from now if that is later than its present deadline.
     *
     * @throws IllegalArgumentException if {@code by} is not positive
     */
    void extendTimeout(Duration by);

    /**
     * Says something about the task that is kept with this attempt for as long as the task is, whatever the attempt comes
     * to, for {@link TaskAdmin#logs}. Kept in memory until then, and written together with the outcome: what a worker that
     * dies had said is lost. At most 1,000 characters are kept of a message, and of a task its last 200 messages.
     *
     * @throws IllegalStateException if the attempt is over
     */
    void log(String message);

    /**
     * Adds a task when this one succeeds, in the transaction that records the success: both, or neither. Dropped if
     * the attempt fails. Checked at once.
     *
     * @throws InvalidTaskException as {@link TaskQueue#enqueue}
     * @throws IllegalStateException if the attempt is over
     */
    void enqueue(Task followUp);
}
