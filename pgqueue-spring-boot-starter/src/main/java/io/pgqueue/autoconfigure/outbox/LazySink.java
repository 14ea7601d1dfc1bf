package io.pgqueue.autoconfigure.outbox;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import java.util.function.Supplier;
import org.springframework.util.function.SingletonSupplier;

/** A sink that is looked up for the first event and not when the engine is built, so that it may itself use the queue. */
public final class LazySink implements OutboxSink {

    private final Supplier<OutboxSink> sink;

    public LazySink(Supplier<OutboxSink> sink) {
        this.sink = SingletonSupplier.of(sink);
    }

    @Override
    public void send(OutboxMessage message) throws Exception {
        sink.get().send(message);
    }

    @Override
    public void sendAll(OutboxBatch batch) throws Exception {
        sink.get().sendAll(batch);
    }
}
