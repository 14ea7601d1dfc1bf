package io.pgqueue.internal.shard;

import io.pgqueue.TaskProcessing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starts and stops the processing of all shards; one that opens later joins in. */
public final class ShardedProcessing implements TaskProcessing {

    /** 'For ever' has no nanoseconds. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private final Shards shards;
    private final Object monitor = new Object();

    private volatile boolean wanted; // written under the monitor

    public ShardedProcessing(Shards shards) {
        this.shards = shards;
    }

    @Override
    public void start() {
        synchronized (monitor) {
            wanted = true;
            shards.all().forEach(this::startIfOpen);
        }
    }

    /** A shard has opened. */
    public void opened(Shard shard) {
        synchronized (monitor) {
            if (wanted) {
                startIfOpen(shard);
            }
        }
    }

    /** All at the same time, so that the shutdown takes no longer than that of one. */
    @Override
    public boolean stop(Duration timeout) {
        synchronized (monitor) {
            wanted = false;
            List<CompletableFuture<Boolean>> stops = shards.all().stream()
                    .map(shard -> CompletableFuture.supplyAsync(
                            () -> shard.processing().stop(timeout),
                            work -> new Thread(work, "pgqueue-stop-" + shard.name()).start()))
                    .toList();
            boolean calm = true;
            for (CompletableFuture<Boolean> stop : stops) {
                calm &= stop.join();
            }
            return calm;
        }
    }

    @Override
    public boolean isRunning() {
        return wanted;
    }

    @Override
    public boolean awaitStop(Duration timeout) throws InterruptedException {
        Duration bounded = timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout;
        long deadline = System.nanoTime() + bounded.toNanos();
        for (Shard shard : shards.all()) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            if (!shard.processing().awaitStop(left)) {
                return false;
            }
        }
        return true;
    }

    private void startIfOpen(Shard shard) {
        if (shard.isOpen()) {
            shard.processing().start();
        }
    }
}
