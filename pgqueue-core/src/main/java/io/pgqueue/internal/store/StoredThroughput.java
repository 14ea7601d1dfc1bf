package io.pgqueue.internal.store;

import io.pgqueue.KindThroughput;
import java.time.Duration;
import java.time.Instant;

/** What became of a kind's tasks within a stretch of time, as it was read. */
record StoredThroughput(
        String kind,
        Instant from,
        long enqueued,
        long duplicates,
        long succeeded,
        long failed,
        long retried,
        long usedUp,
        long cancelled,
        long attempts,
        Duration waited,
        Duration longestWait,
        Duration ran,
        Duration longestRun)
        implements KindThroughput {}
