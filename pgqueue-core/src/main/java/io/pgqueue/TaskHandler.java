package io.pgqueue;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a bean, or a bean class that implements {@link TaskWork} or {@link BatchWork}, the handler of a kind.
 *
 * <p>A method takes the payload (any type that JSON can be read as), a {@link TaskContext}, both in any order, or
 * nothing. What it returns is kept as the task's result, unless it is {@link Again}. Attributes left at their defaults are
 * taken from {@code pgqueue.defaults.*}; a property {@code pgqueue.kinds.<kind>.*} beats the annotation. Text attributes
 * may hold property placeholders.
 *
 * <p>A method whose one parameter is a {@link TaskBatch}, or a list of {@link BatchItem}s, gets several tasks at once and
 * answers each; with {@link #batchSize} one that takes a list of payloads or of {@link TaskContext}s does so, too, and may
 * return a list with a result for each. See {@link BatchWork}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface TaskHandler {

    /** The kind: {@code [a-z0-9][a-z0-9-]{0,62}}, or a placeholder for one. */
    String value();

    /** Tasks of the kind that this instance runs at once, 0 (none) to 10,000; -1 for the default. */
    int workerCount() default -1;

    /** Attempts before the task fails for good, the first included, 1 to 1,000,000; -1 for the default. */
    int maxAttempts() default -1;

    /** How long an attempt may take, such as {@code 30s} or {@code PT30S}, 1 ms to 30 days; empty for the default. */
    String attemptTimeout() default "";

    /** How long a closed task is kept, {@code 0s} (deleted at once) to {@code 3660d}; empty for the default. */
    String terminalTtl() default "";

    /**
     * Wait between attempts: one duration ({@code 5s}), steps ({@code 1s, 10s, 5m}), exponential growth up to a cap
     * ({@code 6s..10m}), or the name of a {@link RetryDelay} bean; empty for the default.
     */
    String retryDelay() default "";

    /** Exceptions, subclasses included, that fail the task for good at once. */
    Class<? extends Throwable>[] noRetryFor() default {};

    /**
     * Whether each attempt runs in a transaction on the queue's {@code DataSource} that also records its success:
     * both commit, or neither.
     */
    boolean transactional() default false;

    /**
     * Whether tasks with an ordering key go on past one that has no attempts left; if not, that one blocks its key until
     * it is retried or cancelled.
     */
    boolean skipExhausted() default false;

    /**
     * How many workers may die while they run a task, before it is set aside: 0 (as many as it has attempts) to 100; -1 for
     * the default.
     */
    int maxDeaths() default -1;

    /** Most tasks that a batch handler gets at once, 1 to 1,000; -1 for the default. */
    int batchSize() default -1;

    /** How long a batch that is not full waits for more tasks, {@code 0s} to {@code 1m}; empty for the default. */
    String batchLinger() default "";

    /** How many tasks of the kind all instances together run at once, and start in a period; none by default. */
    TaskLimits limits() default @TaskLimits;
}
