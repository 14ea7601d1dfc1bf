package io.pgqueue.internal.enqueue;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.UnknownKindException;
import io.pgqueue.internal.store.EnqueueStore;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.NewGroup;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.TaskReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
            mendLane(result);
        }
        afterCommit.enqueued(checked.kindId(), result.added() ? 1 : 0, result.added() ? 0 : 1);
        tell(task, result);
        return result;
    }

    @Override
    public List<EnqueueResult> enqueueAll(Collection<Task> tasks) {
        return prepare(tasks, placesIn(tasks)).get();
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
        tell(tasks, checked, results);
        return results;
    }

    @Override
    public EnqueuedGroup enqueueGroup(TaskGroup group) {
        NewGroup checked = new NewGroup(
                TaskChecker.checkName(group.name()),
                checkAll(group.tasks(), placesIn(group.tasks())),
                checkFollowUp("whenDone", group.whenDone()),
                checkFollowUp("whenFailed", group.whenFailed()));
        transactions.check();
        EnqueuedGroup enqueued = stores.groups().enqueue(checked);
        tell(group.tasks(), checked.tasks(), enqueued.results());
        NewTask whenDone = checked.whenDone();
        if (whenDone != null && enqueued.results().stream().noneMatch(EnqueueResult::added)) {
            afterCommit.workAvailable(List.of(whenDone.kindId()));
        }
        return enqueued;
    }

    /** Announces what was added, and tells the listeners. */
    private void tell(Collection<Task> tasks, List<NewTask> checked, List<EnqueueResult> results) {
        Set<Integer> kinds = new LinkedHashSet<>();
        Map<Integer, int[]> counts = new HashMap<>(); // by kind: added, and duplicates
        int i = 0;
        for (Task task : tasks) {
            EnqueueResult result = results.get(i);
            if (result.outcome() != EnqueueResult.Outcome.DUPLICATE) {
                kinds.add(checked.get(i).kindId());
                mendLane(result);
            }
            counts.computeIfAbsent(checked.get(i).kindId(), id -> new int[2])[result.added() ? 0 : 1]++;
            tell(task, result);
            i++;
        }
        counts.forEach((kindId, count) -> afterCommit.enqueued(kindId, count[0], count[1]));
        if (!kinds.isEmpty()) {
            afterCommit.workAvailable(kinds);
        }
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

    /** Its turn may have come while it was locked. */
    private void mendLane(EnqueueResult result) {
        if (result.outcome() == EnqueueResult.Outcome.REPLACED) {
            afterCommit.taskMoved(result.taskId());
        }
    }

    private List<NewTask> checkAll(Collection<Task> tasks, IntFunction<String> place) {
        List<NewTask> checked = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            checked.add(check(place.apply(checked.size()), task));
        }
        return checked;
    }

    private static IntFunction<String> placesIn(Collection<Task> tasks) {
        return i -> "task " + (i + 1) + " of " + tasks.size();
    }

    private @Nullable NewTask checkFollowUp(String place, @Nullable Task task) {
        return task == null ? null : check(place, task);
    }

    private NewTask check(String place, Task task) {
        try {
            return checker.check(task);
        } catch (UnknownKindException e) {
            throw e;
        } catch (InvalidTaskException e) {
            throw new InvalidTaskException(e.field(), place + ": " + e.getMessage(), e);
        }
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
    record Stores(EnqueueStore enqueue, GroupStore groups, TaskReader reader, Cancellation cancellation) {}
}
