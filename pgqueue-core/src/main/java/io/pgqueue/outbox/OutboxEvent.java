package io.pgqueue.outbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that happened to an aggregate. Immutable. */
public final class OutboxEvent {

    private final String aggregateType;
    private final String aggregateId;
    private final String eventType;
    private final @Nullable Object payload;
    private final Map<String, String> headers;

    private OutboxEvent(
            String aggregateType,
            String aggregateId,
            String eventType,
            @Nullable Object payload,
            Map<String, String> headers) {
        this.aggregateType = Objects.requireNonNull(aggregateType, "aggregateType");
        this.aggregateId = Objects.requireNonNull(aggregateId, "aggregateId");
        this.eventType = Objects.requireNonNull(eventType, "eventType");
        this.payload = payload;
        this.headers = headers;
    }

    /**
     * An event without headers. What is said of the texts is checked when it is published.
     *
     * @param aggregateType such as {@code order}; 1 to 255 characters
     * @param aggregateId which one of that type; 1 to 255 characters
     * @param eventType such as {@code order-placed}; 1 to 255 characters
     * @param payload written as JSON when the event is published, of at most the size that payloads of tasks may have
     */
    public static OutboxEvent of(String aggregateType, String aggregateId, String eventType, @Nullable Object payload) {
        return new OutboxEvent(aggregateType, aggregateId, eventType, payload, Map.of());
    }

    /** The same with one more header, or another value of one; at most 100, of up to 4,000 characters. */
    public OutboxEvent withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new OutboxEvent(aggregateType, aggregateId, eventType, payload, Collections.unmodifiableMap(more));
    }

    public String aggregateType() {
        return aggregateType;
    }

    public String aggregateId() {
        return aggregateId;
    }

    public String eventType() {
        return eventType;
    }

    public @Nullable Object payload() {
        return payload;
    }

    /** Unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Without the payload, which may be confidential. */
    @Override
    public String toString() {
        return "OutboxEvent[" + aggregateType + " " + aggregateId + ", " + eventType + "]";
    }
}
