package io.pgqueue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** How long a failed task waits for its next attempt. Called by many threads at once. */
@FunctionalInterface
public interface RetryDelay {

    /**
     * The wait after a failed attempt.
     *
     * @param attempt number of the attempt that failed; the first is 1
     * @return not negative; what is returned beyond 365 days is cut to that
     */
    Duration afterAttempt(int attempt);

    /** Always the same. */
    static RetryDelay constant(Duration delay) {
        requireNotNegative(delay);
        return attempt -> delay;
    }

    /** The first step after the first attempt, and so on; the last one from then on. */
    static RetryDelay steps(List<Duration> steps) {
        List<Duration> copy = List.copyOf(steps);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("steps of a retry delay must not be empty");
        }
        copy.forEach(RetryDelay::requireNotNegative);
        return attempt -> copy.get(Math.min(Math.max(attempt, 1), copy.size()) - 1);
    }

    /**
     * Grows by a factor with each attempt.
     *
     * @param initial after the first attempt
     * @param multiplier at least 1
     * @param max the cap, not below {@code initial}
     */
    static RetryDelay exponential(Duration initial, double multiplier, Duration max) {
        requireNotNegative(initial);
        if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException("multiplier of a retry delay must be at least 1, but is " + multiplier);
        }
        if (max.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "cap of a retry delay must not be below its start: " + max + " < " + initial);
        }
        return attempt -> {
            double grown = millis(initial) * Math.pow(multiplier, Math.max(attempt, 1) - 1.0);
            return grown >= millis(max) ? max : Duration.ofMillis((long) grown);
        };
    }

    /** Equal jitter over six seconds that double up to ten minutes: what a kind has that names none. */
    static RetryDelay standard() {
        return exponential(Duration.ofSeconds(6), 2, Duration.ofMinutes(10)).withJitter(Jitter.EQUAL);
    }

    /** This delay, spread at random. */
    default RetryDelay withJitter(Jitter jitter) {
        return switch (jitter) {
            case NONE -> this;
            case FULL -> attempt -> Duration.ofMillis(upTo(millis(afterAttempt(attempt))));
            case EQUAL ->
                attempt -> {
                    long millis = millis(afterAttempt(attempt));
                    return Duration.ofMillis(millis / 2 + upTo(millis - millis / 2));
                };
        };
    }

    /** What lies beyond 365 days is cut in the end, and may have more milliseconds than a long can hold. */
    private static long millis(Duration delay) {
        Duration longest = Duration.ofDays(365);
        return (delay.compareTo(longest) > 0 ? longest : delay).toMillis();
    }

    private static long upTo(long millis) {
        return ThreadLocalRandom.current().nextLong(millis + 1);
    }

    private static void requireNotNegative(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a retry delay must not be negative, but is " + delay);
        }
    }
}
