package io.pgqueue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler: not now, try again after this delay, whatever the kind's {@link RetryDelay} says. Not a
 * {@link PgQueueException}, so that a catch of those does not swallow a handler's decision.
 */
public final class RetryTaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration delay;
    private final boolean counted;

    private RetryTaskException(String message, Duration delay, boolean counted, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, but is " + delay);
        }
        this.delay = delay;
        this.counted = counted;
    }

    /** The attempt counts: when none is left, the task has failed for good. */
    public static RetryTaskException counted(String message, Duration delay) {
        return new RetryTaskException(message, delay, true, null);
    }

    /** The attempt does not count and no error is kept: the task may wait like this for ever. */
    public static RetryTaskException uncounted(String message, Duration delay) {
        return new RetryTaskException(message, delay, false, null);
    }

    /** The same with a cause, whose stack trace is kept if the attempt counts. */
    public RetryTaskException causedBy(Throwable cause) {
        return new RetryTaskException(String.valueOf(getMessage()), delay, counted, cause);
    }

    public Duration delay() {
        return delay;
    }

    public boolean isCounted() {
        return counted;
    }
}
