package io.pgqueue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was set for a kind at run time, and beats properties, annotation and registration in the whole cluster, across
 * restarts, until it is reset.
 *
 * @param workerCount see {@link TaskAdmin#setWorkerCount}; null if it was not set
 * @param terminalTtl see {@link TaskAdmin#setTerminalTtl}; null if it was not set
 * @param limits see {@link TaskAdmin#setLimits}; null if they were not set
 */
public record KindOverrides(
        @Nullable Integer workerCount,
        @Nullable Duration terminalTtl,
        @Nullable KindLimits limits) {

    private static final int MAX_WORKERS = 10_000;
    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final KindOverrides NONE = new KindOverrides(null, null, null);

    /** @throws IllegalArgumentException if one is out of range: 0 to 10,000 workers, a TTL of 0 to 10 years */
    public KindOverrides {
        if (workerCount != null && (workerCount < 0 || workerCount > MAX_WORKERS)) {
            throw new IllegalArgumentException("worker-count is " + workerCount + ", but must be 0 to " + MAX_WORKERS);
        }
        if (terminalTtl != null && (terminalTtl.isNegative() || terminalTtl.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("terminal-ttl is " + terminalTtl + ", but must be 0 to 10 years");
        }
    }

    /** These, with a worker count; null for none. */
    public KindOverrides withWorkerCount(@Nullable Integer workerCount) {
        return new KindOverrides(workerCount, terminalTtl, limits);
    }

    /** These, with a terminal TTL; null for none. */
    public KindOverrides withTerminalTtl(@Nullable Duration terminalTtl) {
        return new KindOverrides(workerCount, terminalTtl, limits);
    }

    /** Nothing set. */
    public static KindOverrides none() {
        return NONE;
    }

    public boolean isEmpty() {
        return equals(NONE);
    }
}
