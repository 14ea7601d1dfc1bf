package io.pgqueue.outbox;

import io.pgqueue.RetryDelay;
import java.time.Duration;

/**
 * How a relay sends.
 *
 * @param batchSize events a batch, 1 to 10,000
 * @param sentTtl how long sent events are kept; 0 (deleted at once) to 100 years
 * @param maxAttempts attempts of an event, after which it blocks its aggregate until somebody skips or resends it; at
 *     least 1
 * @param retryDelay wait after a failed attempt
 * @param pollInterval longest wait before the relay looks for events of which nobody told it; 100 ms to 1 h
 */
public record OutboxSettings(
        int batchSize, Duration sentTtl, int maxAttempts, RetryDelay retryDelay, Duration pollInterval) {

    private static final int MAX_BATCH = 10_000;

    public OutboxSettings {
        require(batchSize >= 1 && batchSize <= MAX_BATCH, "batchSize", batchSize, "1 to " + MAX_BATCH);
        require(
                !sentTtl.isNegative() && sentTtl.compareTo(Duration.ofDays(36_600)) <= 0,
                "sentTtl",
                sentTtl,
                "0 to 100 years");
        require(maxAttempts >= 1, "maxAttempts", maxAttempts, "at least 1");
        require(
                pollInterval.compareTo(Duration.ofMillis(100)) >= 0 && pollInterval.compareTo(Duration.ofHours(1)) <= 0,
                "pollInterval",
                pollInterval,
                "100 ms to 1 h");
    }

    /** 1,000 events a batch, kept for 72 hours, 10 attempts, the standard delay of tasks, and 5 seconds. */
    public static OutboxSettings standard() {
        return new OutboxSettings(1_000, Duration.ofHours(72), 10, RetryDelay.standard(), Duration.ofSeconds(5));
    }

    public OutboxSettings withBatchSize(int batchSize) {
        return new OutboxSettings(batchSize, sentTtl, maxAttempts, retryDelay, pollInterval);
    }

    public OutboxSettings withSentTtl(Duration sentTtl) {
        return new OutboxSettings(batchSize, sentTtl, maxAttempts, retryDelay, pollInterval);
    }

    public OutboxSettings withMaxAttempts(int maxAttempts) {
        return new OutboxSettings(batchSize, sentTtl, maxAttempts, retryDelay, pollInterval);
    }

    public OutboxSettings withRetryDelay(RetryDelay retryDelay) {
        return new OutboxSettings(batchSize, sentTtl, maxAttempts, retryDelay, pollInterval);
    }

    public OutboxSettings withPollInterval(Duration pollInterval) {
        return new OutboxSettings(batchSize, sentTtl, maxAttempts, retryDelay, pollInterval);
    }

    private static void require(boolean condition, String field, Object value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(field + " of the outbox is " + value + ", but must be " + rule);
        }
    }
}
