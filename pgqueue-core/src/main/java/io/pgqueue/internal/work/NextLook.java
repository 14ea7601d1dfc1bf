package io.pgqueue.internal.work;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * When a claimer is to look for work though nobody tells of any: when the next deferred task is due, and at the latest
 * when it is time to poll. Times are nanoseconds since the claimer's origin. {@link #dueIn} may be called by anybody,
 * the rest by the claimer's loop alone.
 */
final class NextLook {

    private static final long SHORTEST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<KindWorkers> kinds;
    private final BooleanSupplier listening;
    private final AtomicLong dueNanos = new AtomicLong(Long.MAX_VALUE); // the next deferred task
    private long pollNanos;

    NextLook(List<KindWorkers> kinds, BooleanSupplier listening) {
        this.kinds = kinds;
        this.listening = listening;
    }

    /** A task of this instance is to run again after a while; whether that is sooner than what was known. */
    boolean dueIn(long nowNanos, long millis) {
        long due = nowNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        return dueNanos.getAndAccumulate(due, Math::min) > due;
    }

    /**
     * Whether a deferred task is due. What is due is forgotten, so that whoever tells of more meanwhile wakes us for
     * another look. What is not stays: should it fall due just after a claim, the database does not count it as deferred.
     */
    boolean takeDue(long nowNanos) {
        return nowNanos >= dueNanos.getAndUpdate(due -> due <= nowNanos ? Long.MAX_VALUE : due);
    }

    /** There was work: more may follow. */
    void found() {
        pollNanos = 0;
    }

    /** How long to wait, when the database says that the next deferred task is due in so long. */
    Duration wait(long nowNanos, OptionalLong dueMillis) {
        long due =
                dueMillis.isEmpty() ? Long.MAX_VALUE : nowNanos + TimeUnit.MILLISECONDS.toNanos(dueMillis.getAsLong());
        return Duration.ofNanos(Math.max(
                0, Math.min(nextPoll(), dueNanos.accumulateAndGet(due, Math::min) - nowNanos)));
    }

    /** Behind LISTEN the poll interval; without it one that doubles while idle, up to the poll interval. */
    private long nextPoll() {
        boolean fast = !listening.getAsBoolean();
        long longest = Long.MAX_VALUE;
        for (KindWorkers kind : kinds) {
            if (kind.target() > 0) {
                longest = Math.min(longest, kind.kind().pollInterval().toNanos());
            }
        }
        pollNanos = fast ? Math.min(Math.max(pollNanos * 2, SHORTEST_POLL_NANOS), longest) : longest;
        return pollNanos - ThreadLocalRandom.current().nextLong(pollNanos / 5 + 1);
    }
}
