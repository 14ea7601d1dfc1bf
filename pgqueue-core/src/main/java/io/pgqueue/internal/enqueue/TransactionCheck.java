package io.pgqueue.internal.enqueue;

import io.pgqueue.TransactionMismatchException;
import io.pgqueue.internal.store.Database;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Whether the surrounding Spring transaction can carry a task. */
final class TransactionCheck {

    /** What to do where it cannot. */
    enum Mode {
        WARN,
        FAIL,
        ALLOW
    }

    private static final Logger log = LoggerFactory.getLogger(TransactionCheck.class);
    private static final int MAX_WARNED = 100;

    private final Database database;
    private final Supplier<Mode> mode;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** @param mode asked for each transaction that is not on the queue's {@code DataSource} */
    TransactionCheck(Database database, Supplier<Mode> mode) {
        this.database = database;
        this.mode = mode;
    }

    /**
     * Checks the transaction of this thread, if there is one.
     *
     * @throws TransactionMismatchException if it is read-only, or is another database's and that is forbidden
     */
    void check() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return;
        }
        String name = TransactionSynchronizationManager.getCurrentTransactionName();
        String named = name == null ? "without a name" : "'" + name + "'";
        if (database.isInTransaction()) {
            if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
                throw new TransactionMismatchException("the surrounding transaction " + named
                        + " is read-only, so no task can be added in it; remove readOnly = true, or enqueue in a"
                        + " transaction of its own (REQUIRES_NEW)");
            }
            return;
        }
        Mode answer = mode.get();
        String problem = "the surrounding transaction " + named + " is not on the DataSource of pgqueue, so a task"
                + " added in it commits by itself, even if the transaction rolls back";
        String remedy = "; use a transaction manager for pgqueue's DataSource, choose that DataSource by"
                + " pgqueue.data-source, or set pgqueue.enqueue.foreign-transaction=allow";
        if (answer == Mode.FAIL) {
            throw new TransactionMismatchException(problem + remedy);
        }
        if (answer == Mode.WARN && warned.size() < MAX_WARNED && warned.add(named)) {
            log.warn("{}{}; this is said once for each transaction", problem, remedy);
        }
    }
}
