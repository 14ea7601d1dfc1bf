package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.TaskHandler;
import io.pgqueue.benchmarks.contestant.Payload;
import java.util.concurrent.atomic.LongAdder;

/** The handler that does nothing but count, and note how long a task was on its way where that is asked. */
final class CountingHandler {

    static final String KIND = "bench";

    private final LongAdder handled = new LongAdder();
    private final Latencies latencies = new Latencies();

    @TaskHandler(KIND)
    void handle(Payload payload) {
        if (payload.at() != 0) {
            latencies.add(payload.at());
        }
        handled.increment();
    }

    long handled() {
        return handled.sum();
    }

    Latencies latencies() {
        return latencies;
    }

    void reset() {
        handled.reset();
        latencies.reset();
    }
}
