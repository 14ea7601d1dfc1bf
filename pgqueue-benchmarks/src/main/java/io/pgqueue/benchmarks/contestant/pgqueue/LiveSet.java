package io.pgqueue.benchmarks.contestant.pgqueue;

import java.lang.management.ManagementFactory;

/** What the heap holds after a full collection. */
final class LiveSet {

    private LiveSet() {}

    static long bytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
