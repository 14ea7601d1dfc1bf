package io.pgqueue.internal.enqueue;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.UnknownKindException;
import io.pgqueue.internal.store.EnqueueStore;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.NewGroup;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.TaskReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The queue as applications see it: checks first, then one statement, then the news after the commit. */
final class PostgresTaskQueue implements TaskQueue {

    private final TaskChecker checker;
    private final TransactionCheck transactions;
    private final AfterCommit afterCommit;
    private final Stores stores;
    private final EnqueueNews news;

    PostgresTaskQueue(
            TaskChecker checker,
            TransactionCheck transactions,
            AfterCommit afterCommit,
            Stores stores,
            EnqueueNews news) {
        this.checker = checker;
        this.transactions = transactions;
        this.afterCommit = afterCommit;
        this.stores = stores;
        this.news = news;
    }

    @Override
    public EnqueueResult enqueue(Task task) {
        NewTask checked = checker.check(task);
        transactions.check();
        EnqueueResult result = stores.enqueue().enqueue(checked);
        news.enqueued(task, checked.kindId(), result);
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
        news.enqueued(tasks, i -> checked.get(i).kindId(), results);
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
        news.enqueued(group.tasks(), i -> checked.tasks().get(i).kindId(), enqueued.results());
        NewTask whenDone = checked.whenDone();
        if (whenDone != null && enqueued.results().stream().noneMatch(EnqueueResult::added)) {
            afterCommit.workAvailable(List.of(whenDone.kindId()));
        }
        return enqueued;
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

    /** What the queue works through. */
    record Stores(EnqueueStore enqueue, GroupStore groups, TaskReader reader, Cancellation cancellation) {}
}
