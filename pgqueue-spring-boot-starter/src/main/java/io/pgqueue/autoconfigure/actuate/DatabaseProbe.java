package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin.KindInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kinds, which shows that database and schema are there, without waiting for long: a pool whose database is
 * gone keeps its caller for half a minute. The question runs in a thread of its own and callers share the one that is
 * under way. One that is not answered is asked again in another thread after a while, since its connection may be dead
 * though the database is back; there are never more than three. Thread-safe.
 */
final class DatabaseProbe {

    private static final int MAX_UNDER_WAY = 3;
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final Supplier<List<KindInfo>> kinds;
    private final Duration patience;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Guarded by this. */
    private @Nullable Question question;

    /** Written by the threads that ask. */
    private volatile List<String> pausedKinds = List.of();

    DatabaseProbe(Supplier<List<KindInfo>> kinds, Duration patience) {
        this.kinds = kinds;
        this.patience = patience;
    }

    /** What the database failed of, or that it did not answer in time; null if it is well. */
    @Nullable
    String problem() throws InterruptedException {
        try {
            question().answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return null;
        } catch (TimeoutException e) {
            return "The database did not answer within " + patience.toMillis() + " ms";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Paused kinds at the last answer. */
    List<String> pausedKinds() {
        return pausedKinds;
    }

    private synchronized Question question() {
        Question present = question;
        if (present != null && !present.answer.isDone() && (present.isYoung() || underWay.get() >= MAX_UNDER_WAY)) {
            return present;
        }
        underWay.incrementAndGet();
        Question next = new Question(CompletableFuture.runAsync(this::ask, DatabaseProbe::inThread), System.nanoTime());
        question = next;
        return next;
    }

    private void ask() {
        try {
            pausedKinds = kinds.get().stream()
                    .filter(kind -> kind.pausedAt() != null)
                    .map(KindInfo::name)
                    .toList();
        } finally {
            underWay.decrementAndGet();
        }
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "pgqueue-health");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param askedAt by the monotonic clock, nanoseconds */
    private record Question(CompletableFuture<Void> answer, long askedAt) {
        boolean isYoung() {
            return System.nanoTime() - askedAt < ASK_AGAIN_NANOS;
        }
    }
}
