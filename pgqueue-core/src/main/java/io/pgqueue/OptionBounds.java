package io.pgqueue;

import java.time.Duration;

/**
 * What an option of a kind may be, wherever it is set: by a property, an annotation, a registration or at run time.
 *
 * @param min the least value, which is right
 * @param max the greatest value, which is right
 * @param rule the bounds in words, to follow the value in a message
 */
public record OptionBounds<T extends Comparable<T>>(T min, T max, String rule) {

    public static final OptionBounds<Integer> WORKER_COUNT = new OptionBounds<>(0, 10_000, "must be 0 to 10,000");
    public static final OptionBounds<Integer> MAX_ATTEMPTS = new OptionBounds<>(1, 1_000_000, "must be 1 to 1,000,000");
    public static final OptionBounds<Duration> ATTEMPT_TIMEOUT =
            new OptionBounds<>(Duration.ofMillis(1), Duration.ofDays(30), "must be 1 ms to 30 days");
    public static final OptionBounds<Integer> MAX_ERROR_MESSAGES = new OptionBounds<>(0, 100, "must be 0 to 100");
    public static final OptionBounds<Integer> MAX_DEATHS = new OptionBounds<>(0, 100, "must be 0 to 100");
    public static final OptionBounds<Duration> RETRY_DELAY =
            new OptionBounds<>(Duration.ZERO, Duration.ofDays(365), "must be 0 to 365 days");

    /** With room for the leap days of ten years; {@code check_ttl} in the schema says the same. */
    public static final OptionBounds<Duration> TERMINAL_TTL =
            new OptionBounds<>(Duration.ZERO, Duration.ofDays(3_660), "must be 0 to 10 years");

    public static final OptionBounds<Duration> TRANSITION_LOG_TTL = TERMINAL_TTL;
    public static final OptionBounds<Duration> POLL_INTERVAL =
            new OptionBounds<>(Duration.ofMillis(10), Duration.ofHours(1), "must be 10 ms to 1 hour");
    public static final OptionBounds<Integer> CLAIM_SIZE = new OptionBounds<>(1, 10_000, "must be 1 to 10,000");
    public static final OptionBounds<Integer> BATCH_SIZE = new OptionBounds<>(1, 1_000, "must be 1 to 1,000");
    public static final OptionBounds<Duration> BATCH_LINGER =
            new OptionBounds<>(Duration.ZERO, Duration.ofMinutes(1), "must be 0 to 1 minute");

    /** Of each number in {@link KindLimits}; {@code set_limits} in the schema says the same, and {@code check_starts}. */
    public static final OptionBounds<Integer> LIMIT = new OptionBounds<>(1, 1_000_000, "must be 1 to 1,000,000");

    /** Of each period in {@link KindLimits}; {@code check_starts} in the schema says the same. */
    public static final OptionBounds<Duration> LIMIT_PERIOD =
            new OptionBounds<>(Duration.ofMillis(1), Duration.ofDays(365), "must be 1 ms to 365 days");

    public boolean admits(T value) {
        return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    }

    /**
     * The value itself.
     *
     * @param name of the option, for the message
     * @throws IllegalArgumentException if it is out of bounds
     */
    T check(String name, T value) {
        if (!admits(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", but " + rule);
        }
        return value;
    }
}
