package io.pgqueue.internal.enqueue;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.AdminStore;
import java.util.Optional;

/** Cancels a task, and after the commit tells whoever runs it. */
final class Cancellation {

    private final AdminStore store;
    private final AfterCommit afterCommit;

    Cancellation(AdminStore store, AfterCommit afterCommit) {
        this.store = store;
        this.afterCommit = afterCommit;
    }

    boolean cancel(long taskId, String reason) {
        Optional<TaskStatus> now = store.cancel(taskId, TaskChecker.checkReason(reason));
        if (now.filter(status -> status == TaskStatus.RUNNING).isPresent()) {
            afterCommit.cancelRequested(taskId);
        } else if (now.isPresent()) {
            afterCommit.taskMoved(taskId);
        }
        return now.isPresent();
    }
}
