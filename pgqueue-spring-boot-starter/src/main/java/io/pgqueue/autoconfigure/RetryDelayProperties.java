package io.pgqueue.autoconfigure;

import io.pgqueue.Jitter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wait between attempts: constant, in steps, exponential, or a bean of the application's own.
 *
 * @param type Shape of the delay. Follows from the other properties if it is left out.
 * @param delay Delay of a constant one.
 * @param steps Delays after the first attempt, the second and so on; the last one from then on.
 * @param initial Delay of an exponential one after the first attempt; 6s by default.
 * @param multiplier Factor by which an exponential one grows, at least 1; 2 by default.
 * @param max Cap of an exponential one; 10m by default.
 * @param jitter How the delay is spread at random. Equal for an exponential one by default, else none.
 * @param bean Name of a RetryDelay bean, in place of all the others.
 */
record RetryDelayProperties(
        @Nullable Shape type,
        @Nullable Duration delay,
        @Nullable List<Duration> steps,
        @Nullable Duration initial,
        @Nullable Double multiplier,
        @Nullable Duration max,
        @Nullable Jitter jitter,
        @Nullable String bean) {

    /** From one line, as in the annotation: the conversion service finds this method by its name. */
    public static RetryDelayProperties of(String text) {
        return new RetryDelayProperties(null, null, null, null, null, null, null, text);
    }

    /** Shapes of a delay. */
    enum Shape {
        /** Always the same. */
        CONSTANT,
        /** A list, whose last one is repeated. */
        STEPS,
        /** Grows by a factor up to a cap. */
        EXPONENTIAL
    }
}
