package io.pgqueue.internal.enqueue;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.internal.store.EnqueueStore;
import io.pgqueue.internal.store.NewTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds tasks like others. */
final class TaskCopies {

    private final TaskChecker checker;
    private final EnqueueStore store;
    private final EnqueueNews news;

    TaskCopies(TaskChecker checker, EnqueueStore store, EnqueueNews news) {
        this.checker = checker;
        this.store = store;
        this.news = news;
    }

    /**
     * Adds one, as it is stored, and returns its id.
     *
     * @param payload JSON in the place of the other's; null for the same
     */
    long add(TaskInfo other, @Nullable String payload) {
        NewTask copy = checker.like(other, payload);
        EnqueueResult result = store.enqueue(copy);
        news.enqueued(asGiven(other, copy), copy.kindId(), result);
        return result.taskId();
    }

    /** As a caller would have given it, but for the types within its payload: these are maps, lists and what they hold. */
    private Task asGiven(TaskInfo other, NewTask copy) {
        Task task = Task.of(other.kind(), checker.value(copy.payload())).withPriority(copy.priority());
        for (Map.Entry<String, String> header : TaskChecker.headersToCopy(other).entrySet()) {
            task = task.withHeader(header.getKey(), header.getValue());
        }
        String orderingKey = other.orderingKey();
        String partitionKey = other.partitionKey();
        task = orderingKey == null ? task : task.withOrderingKey(orderingKey);
        return partitionKey == null ? task : task.withPartitionKey(partitionKey);
    }
}
