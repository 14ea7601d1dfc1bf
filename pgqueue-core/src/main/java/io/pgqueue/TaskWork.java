package io.pgqueue;

import org.jspecify.annotations.Nullable;

/**
 * Does the work of a task. Runs at least once a task, so it must bear a repetition. Called by many threads at once.
 *
 * <p>As a bean annotated with {@link TaskHandler}, or as the function of a {@link TaskRegistration}.
 */
@FunctionalInterface
public interface TaskWork<P> {

    /**
     * Runs one attempt.
     *
     * @param payload the task's payload; null only if it was enqueued with none
     * @return {@link Again} to run the task again; anything else is kept as its result if JSON can express it; null for
     *     none
     * @throws CancelTaskException to close the task as cancelled
     * @throws RetryTaskException to run again after a delay of the handler's choosing
     * @throws Exception any other fails the attempt
     */
    @Nullable
    Object run(P payload, TaskContext context) throws Exception;
}
