package io.pgqueue.benchmarks.contestant;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Deals a load out to threads, and each thread's share to calls. */
public final class Deal {

    private Deal() {}

    /** Adds one call's tasks, in a transaction of its own. */
    @FunctionalInterface
    public interface Call {
        /**
         * Adds tasks.
         *
         * @param from number of the first
         * @param count how many
         */
        void enqueue(int from, int count) throws Exception;
    }

    /** Makes as many calls as the load takes, on as many threads as it says; returns when the last has ended. */
    public static void run(Load load, Call call) throws Exception {
        if (load.threads() == 1) {
            share(load, 0, load.tasks(), call);
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(load.threads());
        try {
            List<Future<?>> shares = new ArrayList<>();
            for (int i = 0; i < load.threads(); i++) {
                int from = (int) ((long) load.tasks() * i / load.threads());
                int to = (int) ((long) load.tasks() * (i + 1) / load.threads());
                shares.add(threads.submit(() -> {
                    share(load, from, to, call);
                    return null;
                }));
            }
            for (Future<?> share : shares) {
                share.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a thread that enqueued failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void share(Load load, int from, int to, Call call) throws Exception {
        for (int i = from; i < to; i += load.perCall()) {
            call.enqueue(i, Math.min(load.perCall(), to - i));
        }
    }
}
