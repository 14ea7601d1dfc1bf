package io.pgqueue.engine;

import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what arrived, and fails where it is told to. */
final class RecordingSink implements OutboxSink {

    private final List<OutboxMessage> arrived = new CopyOnWriteArrayList<>();
    private final List<OutboxMessage> tried = new CopyOnWriteArrayList<>();
    private final Map<Long, Exception> failures = new ConcurrentHashMap<>();
    private volatile Exception outage; // written by the test

    /** From now on an event fails. */
    void fail(long eventId) {
        failures.put(eventId, new IllegalStateException("no " + eventId));
    }

    /** No event fails any more. */
    void repair() {
        failures.clear();
    }

    /** Every event is answered like this; null: it arrives. */
    void outage(Exception outage) {
        this.outage = outage;
    }

    @Override
    public void send(OutboxMessage message) throws Exception {
        tried.add(message);
        if (outage != null) {
            throw outage;
        }
        Exception failure = failures.get(message.id());
        if (failure != null) {
            throw failure;
        }
        arrived.add(message);
    }

    List<OutboxMessage> arrived() {
        return List.copyOf(arrived);
    }

    List<Long> ids() {
        return arrived.stream().map(OutboxMessage::id).toList();
    }

    /** Attempts of an event, in the order in which they were made. */
    List<Integer> attempts(long eventId) {
        return tried.stream()
                .filter(message -> message.id() == eventId)
                .map(OutboxMessage::attempt)
                .toList();
    }
}
