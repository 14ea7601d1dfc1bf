package io.pgqueue.internal.enqueue;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.EnqueueStore;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.KindStore;
import io.pgqueue.internal.store.TaskReader;
import java.util.List;

/** The interfaces that callers see, wired. */
public final class CallerSide {

    private final TaskQueue queue;
    private final TaskAdmin admin;
    private final AfterCommit afterCommit;

    /**
     * Wires them.
     *
     * @param foreignTransactions WARN, FAIL or ALLOW
     */
    public CallerSide(
            Database database,
            TaskChecker checker,
            Announcer announcer,
            List<TaskQueueListener> listeners,
            String foreignTransactions) {
        this.afterCommit = new AfterCommit(database, announcer);
        AdminStore adminStore = new AdminStore(database);
        TaskReader reader = new TaskReader(database);
        GroupStore groups = new GroupStore(database);
        this.admin = new PostgresTaskAdmin(
                checker,
                afterCommit,
                adminStore,
                new KindStore(database),
                new PostgresTaskAdmin.Readers(reader, groups));
        this.queue = new PostgresTaskQueue(
                checker,
                new TransactionCheck(database, TransactionCheck.Mode.valueOf(foreignTransactions)),
                afterCommit,
                new PostgresTaskQueue.Stores(
                        new EnqueueStore(database), groups, reader, new Cancellation(adminStore, afterCommit)),
                listeners);
    }

    public TaskQueue queue() {
        return queue;
    }

    public TaskAdmin admin() {
        return admin;
    }

    /** Announces when the caller's transaction has committed, or at once if there is none. */
    public Announcer afterCommit() {
        return afterCommit;
    }
}
