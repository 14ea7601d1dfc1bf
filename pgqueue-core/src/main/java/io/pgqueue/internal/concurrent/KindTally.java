package io.pgqueue.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;

/** What has happened to tasks of a kind on this instance. Thread-safe. */
public final class KindTally {

    /** What is counted. */
    public enum Event {
        /** A task was added, and that was committed. */
        ENQUEUED,
        /** A task was not, as its external key was there. */
        DUPLICATE,
        SUCCEEDED,
        /** An attempt failed that counts. */
        FAILED,
        /** An attempt ended, and another one is to follow. */
        RETRIED,
        /** A task has no attempts left. */
        USED_UP,
        CANCELLED,
        /** A task was taken from a dead worker. */
        RESCUED,
        /** An outcome came too late: its task was somebody else's. */
        REFUSED,
        /** An attempt ended, whatever it came to. */
        ATTEMPT,
        WAITED_MICROS,
        RAN_MICROS
    }

    private final Counts<Event> counts = new Counts<>(Event.class);
    private final LongAccumulator longestWait = new LongAccumulator(Math::max, 0);
    private final LongAccumulator longestRun = new LongAccumulator(Math::max, 0);

    public void add(Event event) {
        counts.add(event, 1);
    }

    public void add(Event event, long times) {
        counts.add(event, times);
    }

    /** An attempt ended. */
    public void attempt(Duration waited, Duration ran) {
        long waitedMicros = TimeUnit.NANOSECONDS.toMicros(waited.toNanos());
        long ranMicros = TimeUnit.NANOSECONDS.toMicros(ran.toNanos());
        counts.add(Event.ATTEMPT, 1);
        counts.add(Event.WAITED_MICROS, waitedMicros);
        counts.add(Event.RAN_MICROS, ranMicros);
        longestWait.accumulate(waitedMicros);
        longestRun.accumulate(ranMicros);
    }

    public long of(Event event) {
        return counts.of(event);
    }

    /** Microseconds, since this was asked last. */
    public long takeLongestWait() {
        return longestWait.getThenReset();
    }

    /** Microseconds, since this was asked last. */
    public long takeLongestRun() {
        return longestRun.getThenReset();
    }
}
