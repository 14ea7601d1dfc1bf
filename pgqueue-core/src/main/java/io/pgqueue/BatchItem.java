package io.pgqueue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A task in a batch, and what it came to. The last answer before the handler returns counts; a task without one is done,
 * or cancelled if somebody asked for that while it ran. If the handler throws, or is interrupted, no answer counts.
 * Thread-safe.
 *
 * <p>Every answer throws {@link IllegalStateException} when the attempt is over.
 */
public interface BatchItem<P> {

    /** Null only if the task was enqueued with none. */
    P payload();

    /** The attempt of this task. {@link TaskContext#extendTimeout} gives more time to the whole batch. */
    TaskContext context();

    /** The task has succeeded, without a result. */
    default void done() {
        done(null);
    }

    /** The task has succeeded; the result is kept if JSON can express it. */
    void done(@Nullable Object result);

    /**
     * This task alone has failed, as if the handler of a single task had thrown this: it runs again after its retry
     * delay if attempts are left, and a {@link CancelTaskException} or {@link RetryTaskException} is obeyed.
     */
    void failed(Throwable error);

    /**
     * This task alone is to run again after a delay. The attempt counts; for one that does not, answer {@link #failed}
     * with {@link RetryTaskException#uncounted}.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    default void retryAfter(Duration delay, String reason) {
        failed(RetryTaskException.counted(reason, delay));
    }

    /** This task alone is pointless, and is closed as cancelled. */
    default void cancel(String reason) {
        failed(new CancelTaskException(reason));
    }
}
