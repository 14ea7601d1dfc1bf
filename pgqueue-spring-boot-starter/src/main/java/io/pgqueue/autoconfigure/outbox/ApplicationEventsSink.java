package io.pgqueue.autoconfigure.outbox;

import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each event, as an {@link OutboxMessage}, to the listeners of the application on the relay's instance, in the
 * relay's thread and in no transaction. What a listener throws is the event's failure.
 */
public final class ApplicationEventsSink implements OutboxSink {

    private final ApplicationEventPublisher publisher;

    public ApplicationEventsSink(ApplicationEventPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void send(OutboxMessage message) {
        publisher.publishEvent(message);
    }
}
