package io.pgqueue.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The transactional outbox.
 *
 * @param sink Where this instance sends events, when it is its turn. Without it, to the OutboxSink bean if there is one,
 *     else nowhere.
 * @param batchSize Most events that are sent and recorded at once; 1 to 10,000.
 * @param sentTtl How long sent events are kept; 0 (deleted at once) to 36600d.
 * @param maxAttempts Attempts before an event blocks its aggregate until it is skipped or resent; at least 1.
 * @param retryDelay Wait between attempts. In one line it is a constant (5s), steps (1s, 10s, 5m), a span that doubles up
 *     to a cap (6s..10m), or the name of a RetryDelay bean.
 * @param pollInterval Longest time between two looks for events that nobody has notified of; 100ms to 1h.
 */
record OutboxProperties(
        @Nullable Sink sink,
        @DefaultValue("1000") int batchSize,
        @DefaultValue("72h") Duration sentTtl,
        @DefaultValue("10") int maxAttempts,
        @NestedConfigurationProperty @Nullable RetryDelayProperties retryDelay,
        @DefaultValue("5s") Duration pollInterval,
        @DefaultValue Kafka kafka) {

    /** Places to send events to. */
    enum Sink {
        /** Nowhere: this instance only publishes. */
        NONE,
        /** Kafka, by the application's KafkaTemplate. */
        KAFKA,
        /** Listeners of the application, as OutboxMessage. */
        APPLICATION_EVENTS,
        /** The one OutboxSink bean. */
        BEAN
    }

    /**
     * Kafka as a sink.
     *
     * @param topic Topic of events, in which {aggregateType} stands for the type of the aggregate.
     */
    record Kafka(@DefaultValue("{aggregateType}-events") String topic) {}
}
