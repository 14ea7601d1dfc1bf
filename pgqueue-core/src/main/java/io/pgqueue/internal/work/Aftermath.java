package io.pgqueue.internal.work;

import io.pgqueue.TaskQueueListener.ClosedTask;
import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.RunAgain;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Tells, after the commit, what came of an attempt: those behind it in its lane, listeners of its closing, workers of its
 * follow-ups.
 *
 * @param retryIn is told after how many milliseconds a task is to run again
 */
record Aftermath(Listeners listeners, Announcer announcer, LongConsumer retryIn, EndListener end) {

    /** An attempt's outcome was refused: its task is somebody else's. */
    void refused(Attempt attempt) {
        end.ended(attempt.task(), false);
    }

    void recorded(Attempt attempt, Outcome outcome, TaskStatus status) {
        end.ended(attempt.task(), status == TaskStatus.SUCCEEDED);
        if (attempt.task().limited()) {
            // tasks of any instance may have waited for this one's end
            announcer.workAvailable(List.of(attempt.task().kindId()));
        }
        if (!outcome.followUps().isEmpty()) {
            announcer.workAvailable(
                    outcome.followUps().stream().map(NewTask::kindId).collect(Collectors.toSet()));
        }
        if (outcome instanceof Failure failure && failure.delayMillis() != null) {
            retryIn.accept(failure.delayMillis());
        } else if (outcome instanceof RunAgain again) {
            retryIn.accept(again.delayMillis());
        }
        if (!status.isLive()) {
            ClosedTask closed = new ClosedTask(attempt.taskId(), attempt.kind(), status);
            listeners.tell(listener -> listener.onClosed(closed));
        }
    }
}
