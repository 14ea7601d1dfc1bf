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

    private static final KindOverrides NONE = new KindOverrides(null, null, null);

    /** @throws IllegalArgumentException if one is out of range: 0 to 10,000 workers, a TTL of 0 to 10 years */
    public KindOverrides {
        if (workerCount != null) {
            OptionBounds.WORKER_COUNT.check("worker-count", workerCount);
        }
        if (terminalTtl != null) {
            OptionBounds.TERMINAL_TTL.check("terminal-ttl", terminalTtl);
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
