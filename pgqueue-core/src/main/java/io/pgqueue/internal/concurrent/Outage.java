package io.pgqueue.internal.concurrent;

import io.pgqueue.internal.store.ErrorText;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A run of failures of one activity: how long to wait before the next try, and when to log. The first failure is
 * logged with its stack trace, then one line after ever longer times, and one when it is over. Not thread-safe: it
 * belongs to the loop of the activity, except for {@link #lastError}.
 */
public final class Outage {

    private static final long FIRST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 2_000;
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(10);

    private final String activity;
    private final Logger log;
    private final LongSupplier nanoClock;
    private int failures;
    private long startedNanos;
    private long nextLineNanos;
    private Duration silence = Duration.ZERO;
    private volatile @Nullable String lastError; // written by the owning loop

    public Outage(String activity, Logger log) {
        this(activity, log, System::nanoTime);
    }

    /** By a clock of the caller's. */
    Outage(String activity, Logger log, LongSupplier nanoClock) {
        this.activity = activity;
        this.log = log;
        this.nanoClock = nanoClock;
    }

    /** Notes a failure and returns how long to wait before the next try: 0.1 s, doubling to 2 s, with jitter. */
    public Duration failed(Throwable cause) {
        long now = nanoClock.getAsLong();
        String said = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        lastError = said;
        failures++;
        if (failures == 1) {
            startedNanos = now;
            silence = Duration.ofSeconds(10);
            nextLineNanos = now + silence.toNanos();
            log.warn("{} failed; will try again until it works", activity, cause);
        } else if (now - nextLineNanos >= 0) {
            silence =
                    silence.multipliedBy(2).compareTo(LONGEST_SILENCE) > 0 ? LONGEST_SILENCE : silence.multipliedBy(2);
            nextLineNanos = now + silence.toNanos();
            log.warn(
                    "{} has been failing for {} s, {} times; last: {}",
                    activity,
                    seconds(now),
                    failures,
                    ErrorText.oneLine(said));
        }
        long wait = Math.min(FIRST_WAIT_MILLIS << Math.min(failures - 1, 10), LONGEST_WAIT_MILLIS);
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    /** Notes that the activity works. */
    public void worked() {
        if (failures > 0) {
            log.info("{} works again after {} s and {} failures", activity, seconds(nanoClock.getAsLong()), failures);
            failures = 0;
            lastError = null;
        }
    }

    /** Whether the last try failed. */
    public boolean isOngoing() {
        return failures > 0;
    }

    /** What the last try failed of; null if it worked. May be read by any thread. */
    public @Nullable String lastError() {
        return lastError;
    }

    private long seconds(long now) {
        return Duration.ofNanos(now - startedNanos).toSeconds();
    }
}
