package io.pgqueue.outbox;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as a sink gets it.
 *
 * @param id of the event: the same each time that it is sent, and unique in the queue, whatever shards it has
 * @param payload JSON text; null if the event has none
 * @param headers unmodifiable
 * @param createdAt when it was published, by the clock of the database
 * @param attempt the first is 1
 */
public record OutboxMessage(
        long id,
        String aggregateType,
        String aggregateId,
        String eventType,
        @Nullable String payload,
        Map<String, String> headers,
        Instant createdAt,
        int attempt) {

    /** Whether an event is about the same aggregate. */
    public boolean isOfSameAggregate(OutboxMessage other) {
        return aggregateId.equals(other.aggregateId) && aggregateType.equals(other.aggregateType);
    }

    /** Without the payload, which may be confidential. */
    @Override
    public String toString() {
        return "OutboxMessage[" + id + ", " + aggregateType + " " + aggregateId + ", " + eventType + ", attempt "
                + attempt + "]";
    }
}
