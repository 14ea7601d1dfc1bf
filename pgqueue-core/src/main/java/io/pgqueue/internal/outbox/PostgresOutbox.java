package io.pgqueue.internal.outbox;

import io.pgqueue.TransactionMismatchException;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.NewEvent;
import io.pgqueue.internal.store.OutboxStore;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The outbox as applications see it: checks first, then one statement, then the news after the commit. */
public final class PostgresOutbox implements Outbox {

    private final Database database;
    private final OutboxStore store;
    private final EventChecker checker;
    private final Announcer afterCommit;

    public PostgresOutbox(Database database, EventChecker checker, Announcer afterCommit) {
        this.database = database;
        this.store = new OutboxStore(database);
        this.checker = checker;
        this.afterCommit = afterCommit;
    }

    @Override
    public long publish(OutboxEvent event) {
        return publish(List.of(checker.check(event, ""))).get(0);
    }

    @Override
    public List<Long> publishAll(Collection<OutboxEvent> events) {
        List<NewEvent> checked = new ArrayList<>(events.size());
        for (OutboxEvent event : events) {
            checked.add(checker.check(event, "event " + (checked.size() + 1) + " of " + events.size() + ": "));
        }
        return publish(checked);
    }

    private List<Long> publish(List<NewEvent> events) {
        requireTransaction();
        if (events.isEmpty()) {
            return List.of();
        }
        List<Long> ids = store.publish(events);
        afterCommit.workAvailable(Announcer.OUTBOX);
        return ids;
    }

    private void requireTransaction() {
        if (!database.isInTransaction()) {
            throw new TransactionMismatchException(
                    TransactionSynchronizationManager.isActualTransactionActive()
                            ? "the surrounding transaction is not on the DataSource of pgqueue, so an event published in"
                                    + " it would not commit with its data; use a transaction manager for pgqueue's"
                                    + " DataSource, or choose that DataSource by pgqueue.data-source"
                            : "an event can only be published in a transaction, that of the data that it is about;"
                                    + " annotate the method that changes the data with @Transactional, or use a"
                                    + " TransactionTemplate");
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new TransactionMismatchException(
                    "the surrounding transaction is read-only, so no event can be published"
                            + " in it; remove readOnly = true");
        }
    }
}
