package io.pgqueue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens on this instance. Called by many threads at once, after the fact: it must not block, and what
 * it throws is logged and changes nothing.
 */
public interface TaskQueueListener {

    /**
     * A task was added or found to be a duplicate; the surrounding transaction may still roll back. Not told of the tasks
     * that schedules add.
     */
    default void onEnqueued(Task task, EnqueueResult result) {}

    /** This instance claimed tasks; not told of claims that find none. */
    default void onClaimed(ClaimedTasks claim) {}

    /** An attempt ended here; its outcome is about to be recorded. */
    default void onAttemptFinished(FinishedAttempt attempt) {}

    /** The closing of a task was recorded by this instance. */
    default void onClosed(ClosedTask task) {}

    /** This instance took a task from a worker that is dead. */
    default void onRescued(RescuedTask task) {}

    /** How an attempt ended. */
    enum AttemptOutcome {
        SUCCEEDED,
        /** The handler, an interceptor or the codec threw. */
        FAILED,
        TIMED_OUT,
        /** The handler asked for another run by {@link Again} or {@link RetryTaskException}. */
        RETRY_REQUESTED,
        CANCELLED,
        /** Interrupted by a stop, or by the loss of the task to another instance; the attempt does not count. */
        RELEASED
    }

    /**
     * What one claim took, for however many kinds.
     *
     * @param firstTaskId one of the tasks
     * @param tasks how many there are; not 0
     * @param took until the database had answered
     */
    record ClaimedTasks(long firstTaskId, int tasks, Duration took) {}

    /**
     * An attempt that ended.
     *
     * @param waited from the time at which the task could run until the handler was called
     * @param ran from there until it ended
     * @param error what it threw, if it did
     */
    record FinishedAttempt(
            long taskId,
            String kind,
            @Nullable String externalKey,
            int attempt,
            AttemptOutcome outcome,
            Duration waited,
            Duration ran,
            @Nullable Throwable error) {}

    /** A task that was closed, and as what. */
    record ClosedTask(long taskId, String kind, TaskStatus status) {}

    /**
     * A task of a dead worker.
     *
     * @param status what it is now: {@code NEW} if it had not begun, else {@code MUST_RETRY}, {@code CANCELLED} or
     *     {@code NO_ATTEMPTS_LEFT}
     */
    record RescuedTask(long taskId, String kind, TaskStatus status, String deadWorker) {}
}
