package io.pgqueue.benchmarks.contestant.pgqueue;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** From the call of enqueue to the start of the handler, in microseconds by the clock of the machine. Thread-safe. */
final class Latencies {

    private static final int DIGITS = 3;

    private final Histogram histogram = new ConcurrentHistogram(DIGITS);

    /** Microseconds since 1970. */
    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    void add(long sentAt) {
        histogram.recordValue(Math.max(0, now() - sentAt));
    }

    void reset() {
        histogram.reset();
    }

    /** Count, and milliseconds of the usual percentiles. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("count", histogram.getTotalCount());
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            summary.put("p" + percentile, histogram.getValueAtPercentile(percentile) / 1_000.0);
        }
        return summary;
    }
}
