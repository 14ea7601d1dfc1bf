package io.pgqueue.outbox;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored.
 *
 * @param payload JSON text; null if the event has none
 * @param endedAt when it was sent or skipped; null if it is yet to be sent
 * @param skippedBy who skipped it; null if nobody did
 * @param skipReason why; null likewise
 */
public record OutboxEventInfo(
        long id,
        String aggregateType,
        String aggregateId,
        String eventType,
        State state,
        @Nullable String payload,
        Map<String, String> headers,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable String skippedBy,
        @Nullable String skipReason) {

    /** What became of an event. */
    public enum State {
        /** It is to be sent as soon as its turn comes. */
        WAITING,
        /** It failed, or waits behind one of its aggregate that did. */
        PARKED,
        /** It has arrived at the sink. */
        SENT,
        /** Somebody gave it up. */
        SKIPPED
    }
}
