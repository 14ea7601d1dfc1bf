package io.pgqueue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time between two others, of years 1 to 9999.
 *
 * @param name what it is the time of, for messages
 * @param from inclusive; null for no bound
 * @param to exclusive; null for no bound
 */
public record TimeRange(
        String name, @Nullable Instant from, @Nullable Instant to) {

    static final TimeRange ANY = new TimeRange("any", null, null);

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** @throws IllegalArgumentException if a bound is out of range, or {@code to} is not after {@code from} */
    public TimeRange {
        check(name, from);
        check(name, to);
        if (from != null && to != null && !to.isAfter(from)) {
            throw new IllegalArgumentException(
                    name + " from " + from + " to " + to + " is no time; the second must be after the first");
        }
    }

    private static void check(String name, @Nullable Instant bound) {
        if (bound != null && (bound.isBefore(EARLIEST) || bound.isAfter(LATEST))) {
            throw new IllegalArgumentException(name + " " + bound + " must be of the years 1 to 9999");
        }
    }
}
