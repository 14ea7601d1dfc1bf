package io.pgqueue.internal.outbox;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.internal.store.NewEvent;
import io.pgqueue.outbox.InvalidEventException;
import io.pgqueue.outbox.OutboxEvent;
import org.jspecify.annotations.Nullable;

/** Checks every field of an event, by the rules that tasks have, and turns it into what the database stores. Thread-safe. */
public final class EventChecker {

    private final Rules rules;

    public EventChecker(Rules rules) {
        this.rules = rules;
    }

    /**
     * Checks an event.
     *
     * @param place says which of several it is, for messages; empty if there is one
     * @throws InvalidEventException which names the field, its value and the rule
     */
    NewEvent check(OutboxEvent event, String place) {
        try {
            rules.checkName("aggregateType", event.aggregateType());
            rules.checkName("aggregateId", event.aggregateId());
            rules.checkName("eventType", event.eventType());
            Object payload = event.payload();
            return new NewEvent(
                    event.aggregateType(),
                    event.aggregateId(),
                    event.eventType(),
                    payload == null ? null : rules.json(payload),
                    rules.headers(event));
        } catch (InvalidTaskException e) {
            throw new InvalidEventException(e.field(), place + e.getMessage(), e);
        }
    }

    /** The rules of tasks. Each throws {@link InvalidTaskException}. */
    public interface Rules {

        void checkName(String field, String name);

        String json(Object payload);

        @Nullable
        String headers(OutboxEvent event);
    }
}
