package io.pgqueue.internal.enqueue;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.AdminStore.Cancelled;
import java.util.Optional;

/** Cancels a task, and after the commit tells whoever runs it, or counts it if nobody does. */
final class Cancellation {

    private final AdminStore store;
    private final AfterCommit afterCommit;

    Cancellation(AdminStore store, AfterCommit afterCommit) {
        this.store = store;
        this.afterCommit = afterCommit;
    }

    boolean cancel(long taskId, String reason) {
        Optional<Cancelled> cancelled = store.cancel(taskId, TaskChecker.checkReason(reason));
        cancelled.ifPresent(task -> {
            if (task.status() == TaskStatus.RUNNING) {
                afterCommit.cancelRequested(taskId);
            } else {
                afterCommit.taskMoved(taskId);
                afterCommit.count(task.kindId(), Event.CANCELLED, 1);
            }
        });
        return cancelled.isPresent();
    }
}
