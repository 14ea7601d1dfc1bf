package io.pgqueue.internal.enqueue;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.internal.concurrent.KindTally.Event;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told of tasks that were enqueued: listeners at once, workers and meters after the commit. Thread-safe. */
final class EnqueueNews {

    private static final Logger log = LoggerFactory.getLogger(EnqueueNews.class);

    private final AfterCommit afterCommit;
    private final List<TaskQueueListener> listeners;

    EnqueueNews(AfterCommit afterCommit, List<TaskQueueListener> listeners) {
        this.afterCommit = afterCommit;
        this.listeners = listeners;
    }

    void enqueued(Task task, int kindId, EnqueueResult result) {
        if (result.outcome() != EnqueueResult.Outcome.DUPLICATE) {
            afterCommit.workAvailable(List.of(kindId));
            mendLane(result);
        }
        afterCommit.count(kindId, result.added() ? Event.ENQUEUED : Event.DUPLICATE, 1);
        tell(task, result);
    }

    /**
     * The same of many, together.
     *
     * @param kindIds of the tasks, by their position
     * @param results in the order of the tasks
     */
    void enqueued(Collection<Task> tasks, IntUnaryOperator kindIds, List<EnqueueResult> results) {
        Set<Integer> kinds = new LinkedHashSet<>();
        Map<Integer, int[]> counts = new HashMap<>(); // by kind: added, and duplicates
        int i = 0;
        for (Task task : tasks) {
            EnqueueResult result = results.get(i);
            int kindId = kindIds.applyAsInt(i);
            if (result.outcome() != EnqueueResult.Outcome.DUPLICATE) {
                kinds.add(kindId);
                mendLane(result);
            }
            counts.computeIfAbsent(kindId, id -> new int[2])[result.added() ? 0 : 1]++;
            tell(task, result);
            i++;
        }
        counts.forEach((kindId, count) -> {
            afterCommit.count(kindId, Event.ENQUEUED, count[0]);
            afterCommit.count(kindId, Event.DUPLICATE, count[1]);
        });
        if (!kinds.isEmpty()) {
            afterCommit.workAvailable(kinds);
        }
    }

    /** Its turn may have come while it was locked. */
    private void mendLane(EnqueueResult result) {
        if (result.outcome() == EnqueueResult.Outcome.REPLACED) {
            afterCommit.taskMoved(result.taskId());
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
}
