package io.pgqueue.internal.enqueue;

import io.pgqueue.EnqueueResult;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.UnknownKindException;
import io.pgqueue.internal.store.EnqueueStore;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.TaskReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue as applications see it: checks first, then one statement, then the news after the commit. */
final class PostgresTaskQueue implements TaskQueue {

    private static final Logger log = LoggerFactory.getLogger(PostgresTaskQueue.class);

    private final TaskChecker checker;
    private final TransactionCheck transactions;
    private final AfterCommit afterCommit;
    private final Stores stores;
    private final List<TaskQueueListener> listeners;

    PostgresTaskQueue(
            TaskChecker checker,
            TransactionCheck transactions,
            AfterCommit afterCommit,
            Stores stores,
            List<TaskQueueListener> listeners) {
        this.checker = checker;
        this.transactions = transactions;
        this.afterCommit = afterCommit;
        this.stores = stores;
        this.listeners = listeners;
    }

    @Override
    public EnqueueResult enqueue(Task task) {
        NewTask checked = checker.check(task);
        transactions.check();
        EnqueueResult result = stores.enqueue().enqueue(checked);
        if (result.outcome() != EnqueueResult.Outcome.DUPLICATE) {
            afterCommit.workAvailable(List.of(checked.kindId()));
            mendLane(checked, result);
        }
        tell(task, result);
        return result;
    }

    @Override
    public List<EnqueueResult> enqueueAll(Collection<Task> tasks) {
        return prepare(tasks, i -> "task " + (i + 1) + " of " + tasks.size() + ": ")
                .get();
    }

    /**
     * Checks tasks, and the surrounding transaction, and returns what adds them.
     *
     * @param place says of a position in {@code tasks} where that is, for messages
     */
    Supplier<List<EnqueueResult>> prepare(Collection<Task> tasks, IntFunction<String> place) {
        if (tasks.isEmpty()) {
            return List::of;
        }
        List<NewTask> checked = checkAll(tasks, place);
        transactions.check();
        return () -> add(tasks, checked);
    }

    private List<EnqueueResult> add(Collection<Task> tasks, List<NewTask> checked) {
        List<EnqueueResult> results = stores.enqueue().enqueue(checked);
        Set<Integer> kinds = new LinkedHashSet<>();
        int i = 0;
        for (Task task : tasks) {
            EnqueueResult result = results.get(i);
            if (result.outcome() != EnqueueResult.Outcome.DUPLICATE) {
                kinds.add(checked.get(i).kindId());
                mendLane(checked.get(i), result);
            }
            tell(task, result);
            i++;
        }
        if (!kinds.isEmpty()) {
            afterCommit.workAvailable(kinds);
        }
        return results;
    }

    @Override
    public Optional<TaskInfo> find(String kind, String externalKey) {
        TaskChecker.checkKey(externalKey);
        return stores.reader().find(checker.kindId(kind), externalKey);
    }

    @Override
    public boolean cancel(String kind, String externalKey, String reason) {
        TaskChecker.checkReason(reason);
        return find(kind, externalKey)
                .map(task -> stores.cancellation().cancel(task.id(), reason))
                .orElse(false);
    }

    /** The one that it was put behind may be done before the commit. */
    private void mendLane(NewTask task, EnqueueResult result) {
        if (task.orderingKey() != null) {
            afterCommit.laneChanged(task.kindId(), task.orderingKey(), result.taskId());
        }
    }

    private List<NewTask> checkAll(Collection<Task> tasks, IntFunction<String> place) {
        List<NewTask> checked = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            try {
                checked.add(checker.check(task));
            } catch (UnknownKindException e) {
                throw e;
            } catch (InvalidTaskException e) {
                throw new InvalidTaskException(e.field(), place.apply(checked.size()) + e.getMessage(), e);
            }
        }
        return checked;
    }

    private void tell(Task task, EnqueueResult result) {
        for (TaskQueueListener listener : listeners) {
            try {
                listener.onEnqueued(task, result);
            } catch (Throwable e) {
                log.warn("listener {} failed when task {} was enqueued", listener, result.taskId(), e);
            }
        }
    }

    /** What the queue works through. */
    record Stores(EnqueueStore enqueue, TaskReader reader, Cancellation cancellation) {}
}
