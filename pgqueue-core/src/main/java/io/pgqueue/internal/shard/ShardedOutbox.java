package io.pgqueue.internal.shard;

import io.pgqueue.TransactionMismatchException;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Events go to the shard whose transaction surrounds the caller: that is where the data is that they are about. */
public final class ShardedOutbox implements Outbox {

    private final Shards shards;

    public ShardedOutbox(Shards shards) {
        this.shards = shards;
    }

    @Override
    public long publish(OutboxEvent event) {
        return ofTransaction().publish(event);
    }

    @Override
    public List<Long> publishAll(Collection<OutboxEvent> events) {
        return ofTransaction().publishAll(events);
    }

    private Outbox ofTransaction() {
        return shards.ofTransaction()
                .orElseThrow(() -> new TransactionMismatchException(
                        TransactionSynchronizationManager.isActualTransactionActive()
                                ? "the surrounding transaction is not on the DataSource of a shard ("
                                        + shards.all().stream().map(Shard::name).collect(Collectors.joining(", "))
                                        + "), so an event published in it would not commit with its data; use a"
                                        + " transaction manager for the DataSource of the shard that has the data"
                                : "an event can only be published in a transaction on a shard, that of the data that"
                                        + " it is about; annotate the method that changes the data with"
                                        + " @Transactional, or use a TransactionTemplate"))
                .outbox();
    }
}
