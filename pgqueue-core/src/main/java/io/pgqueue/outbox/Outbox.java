package io.pgqueue.outbox;

import io.pgqueue.TransactionMismatchException;
import java.util.Collection;
import java.util.List;

/**
 * Publishes events in the transaction of the data that they are about. They are sent after its commit, by whichever
 * instance has the relay, at least once each, and those of one aggregate in their order. With shards an event belongs to
 * the shard whose transaction it is published in, and the order holds for those of one aggregate in one shard. Thread-safe.
 */
public interface Outbox {

    /**
     * Publishes an event.
     *
     * @return its id, by which receivers know it again; ids grow within an aggregate, unless transactions on it overlap
     * @throws TransactionMismatchException if this thread is in no Spring transaction on the {@code DataSource} of
     *     pgqueue, or in one that is read-only
     * @throws InvalidEventException if a field breaks a rule; nothing was written then, and the transaction is as it was
     */
    long publish(OutboxEvent event);

    /**
     * Publishes any number of events with one statement, in their order.
     *
     * @return their ids, in the same order
     * @throws TransactionMismatchException see {@link #publish}
     * @throws InvalidEventException see {@link #publish}; then none was published
     */
    List<Long> publishAll(Collection<OutboxEvent> events);
}
