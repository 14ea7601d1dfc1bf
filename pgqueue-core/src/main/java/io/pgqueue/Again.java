package io.pgqueue;

import java.time.Duration;
import java.util.Objects;

/**
 * Returned by a handler instead of a result: this run went well, and the task is to run again, at once or after a
 * while. Unlike {@link RetryTaskException} it is no failure: what a transactional handler did commits, and follow-ups
 * are added. The run does not count as an attempt and leaves no error, so a task may go on like this for ever; attempts
 * that failed in between do count. A task that was cancelled meanwhile is closed instead.
 *
 * <p>'Drain until there is nothing left, then wait for the next slot', in a handler that a schedule calls:
 *
 * <pre>{@code return drained > 0 ? Again.now() : null;}</pre>
 */
public final class Again {

    private static final Again NOW = new Again(Duration.ZERO);

    private final Duration delay;

    private Again(Duration delay) {
        this.delay = delay;
    }

    /** At once, behind the tasks of the same kind and priority that could run before. */
    public static Again now() {
        return NOW;
    }

    /**
     * After a while, by the database's clock.
     *
     * @param delay not negative; what is beyond 365 days is cut to that
     */
    public static Again after(Duration delay) {
        if (Objects.requireNonNull(delay, "delay").isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, but is " + delay);
        }
        return new Again(delay);
    }

    public Duration delay() {
        return delay;
    }

    @Override
    public String toString() {
        return delay.isZero() ? "Again[now]" : "Again[after " + delay + "]";
    }
}
