package io.pgqueue.internal.enqueue;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.EnqueueStore;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.TaskReader;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The interfaces that callers see, wired. */
public final class CallerSide {

    private final PostgresTaskQueue queue;
    private final TaskAdmin admin;
    private final AfterCommit afterCommit;

    /**
     * Wires them.
     *
     * @param foreignTransactions WARN, FAIL or ALLOW; asked for each transaction that is not on the queue's {@code DataSource}
     */
    public CallerSide(
            Database database,
            TaskChecker checker,
            Announcer announcer,
            Tally tally,
            List<TaskQueueListener> listeners,
            Supplier<String> foreignTransactions) {
        this.afterCommit = new AfterCommit(database, announcer, tally);
        EnqueueNews news = new EnqueueNews(afterCommit, listeners);
        EnqueueStore enqueue = new EnqueueStore(database);
        this.admin = new PostgresTaskAdmin(database, checker, afterCommit, new TaskCopies(checker, enqueue, news));
        this.queue = new PostgresTaskQueue(
                checker,
                new TransactionCheck(database, () -> TransactionCheck.Mode.valueOf(foreignTransactions.get())),
                afterCommit,
                new PostgresTaskQueue.Stores(
                        enqueue,
                        new GroupStore(database),
                        new TaskReader(database),
                        new Cancellation(new AdminStore(database), afterCommit)),
                news);
    }

    public TaskQueue queue() {
        return queue;
    }

    /**
     * Checks tasks, and the surrounding transaction, and returns what adds them with one statement.
     *
     * @param place says of a position in {@code tasks} where that is, for messages
     */
    public Supplier<List<EnqueueResult>> prepare(Collection<Task> tasks, IntFunction<String> place) {
        return queue.prepare(tasks, place);
    }

    public TaskAdmin admin() {
        return admin;
    }

    /** Announces when the caller's transaction has committed, or at once if there is none. */
    public Announcer afterCommit() {
        return afterCommit;
    }
}
