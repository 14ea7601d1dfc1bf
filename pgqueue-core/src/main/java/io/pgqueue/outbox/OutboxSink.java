package io.pgqueue.outbox;

/**
 * Where events go. Called by one thread at a time, the relay's, in no transaction; with shards by the relay of each, at
 * the same time. An event that was sent may come again, after a crash for instance, but never after a later one of its
 * aggregate was sent by the same relay.
 */
@FunctionalInterface
public interface OutboxSink {

    /**
     * Sends an event, and returns when it has arrived.
     *
     * @throws SinkUnavailableException if nothing can be sent at present: no attempt is counted, and the relay waits
     * @throws Exception if this event cannot be sent: it is tried again after a delay, and until then blocks its
     *     aggregate
     */
    void send(OutboxMessage message) throws Exception;

    /**
     * Sends a batch, and says of each of its events what became of it. Those of which nothing is said when this returns
     * or throws are sent again. To be overridden by a sink that is faster with several at once.
     *
     * @throws SinkUnavailableException if nothing can be sent at present
     * @throws Exception likewise: what is thrown from here is no event's failure
     */
    default void sendAll(OutboxBatch batch) throws Exception {
        for (OutboxMessage message : batch.messages()) {
            if (!batch.maySend(message)) {
                continue;
            }
            try {
                send(message);
            } catch (SinkUnavailableException | InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                batch.failed(message, e);
                continue;
            }
            batch.sent(message);
        }
    }
}
