package io.pgqueue.autoconfigure.actuate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database something without waiting for long: a pool whose database is gone keeps its caller for half a minute.
 * The question runs in a thread of its own and callers share the one that is under way. One that is not answered is
 * asked again in another thread after a while, since its connection may be dead though the database is back; there are
 * never more than three. Thread-safe.
 */
public final class BoundedQuestion<T> {

    private static final int MAX_UNDER_WAY = 3;
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final Supplier<T> source;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Guarded by this. */
    private @Nullable Asked<T> asked;

    public BoundedQuestion(Supplier<T> source) {
        this.source = source;
    }

    /** The answer to come, to a question that is under way or was just asked. */
    public synchronized CompletableFuture<T> answer() {
        Asked<T> present = asked;
        if (present != null && !present.answer.isDone() && (present.isYoung() || underWay.get() >= MAX_UNDER_WAY)) {
            return present.answer;
        }
        underWay.incrementAndGet();
        Asked<T> next =
                new Asked<>(CompletableFuture.supplyAsync(this::ask, BoundedQuestion::inThread), System.nanoTime());
        asked = next;
        return next.answer;
    }

    private T ask() {
        try {
            return source.get();
        } finally {
            underWay.decrementAndGet();
        }
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "pgqueue-question");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param askedAt by the monotonic clock, nanoseconds */
    private record Asked<T>(CompletableFuture<T> answer, long askedAt) {
        boolean isYoung() {
            return System.nanoTime() - askedAt < ASK_AGAIN_NANOS;
        }
    }
}
