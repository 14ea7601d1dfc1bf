package io.pgqueue.internal.work;

import io.pgqueue.TaskQueueListener.ClosedTask;
import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.concurrent.KindTally;
import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.RunAgain;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Tells and counts, after the commit, what came of an attempt: those behind it in its lane, listeners of its closing,
 * workers of its follow-ups.
 *
 * @param retryIn is told after how many milliseconds a task is to run again
 */
record Aftermath(Listeners listeners, Announcer announcer, Tally tally, LongConsumer retryIn, EndListener end) {

    /** An attempt's outcome was refused: its task is somebody else's. */
    void refused(Attempt attempt) {
        tally.of(attempt.task().kindId()).add(Event.REFUSED);
        unrecorded(attempt);
    }

    /** The same, but it may have been refused because it had been recorded before the connection broke. */
    void unrecorded(Attempt attempt) {
        end.ended(attempt.task(), false);
    }

    void recorded(Attempt attempt, Outcome outcome, TaskStatus status) {
        count(attempt, outcome, status);
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

    private void count(Attempt attempt, Outcome outcome, TaskStatus status) {
        KindTally kind = tally.of(attempt.task().kindId());
        boolean failed = outcome instanceof Failure failure && failure.counted();
        switch (status) {
            case SUCCEEDED -> kind.add(Event.SUCCEEDED);
            case CANCELLED -> kind.add(Event.CANCELLED);
            case NO_ATTEMPTS_LEFT -> {
                kind.add(Event.FAILED);
                kind.add(Event.USED_UP);
            }
            case MUST_RETRY -> {
                if (failed) {
                    kind.add(Event.FAILED);
                }
                kind.add(Event.RETRIED);
            }
            // it went back as if it had not been claimed
            case NEW, RUNNING -> {}
        }
        for (NewTask followUp : outcome.followUps()) {
            tally.of(followUp.kindId()).add(Event.ENQUEUED);
        }
    }
}
