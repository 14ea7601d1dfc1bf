package io.pgqueue.internal.work;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Outcome.Release;
import io.pgqueue.internal.store.OutcomeStore;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Gives back tasks that were claimed and must not begin. */
final class TaskReturns {

    private final OutcomeStore outcomes;
    private final Announcer announcer;
    private final Queue<ClaimedTask> queued = new ConcurrentLinkedQueue<>(); // filled by anybody

    TaskReturns(OutcomeStore outcomes, Announcer announcer) {
        this.outcomes = outcomes;
        this.announcer = announcer;
    }

    /** Keeps tasks until the next {@link #returnQueued}. */
    void queue(List<ClaimedTask> tasks) {
        queued.addAll(tasks);
    }

    /** What nobody has given back yet. */
    List<ClaimedTask> queued() {
        return List.copyOf(queued);
    }

    /** Gives back what was queued, which stays so if that fails. */
    void returnQueued() {
        for (ClaimedTask task = queued.peek(); task != null; task = queued.peek()) {
            int worker = task.claim().worker();
            List<ClaimedTask> some = queued.stream()
                    .takeWhile(other -> other.claim().worker() == worker)
                    .toList();
            giveBack(some);
            some.forEach(one -> queued.remove());
        }
    }

    /** Gives back tasks of one worker id at once. */
    void giveBack(List<ClaimedTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        outcomes.record(tasks.stream().map(task -> new Release(task.claim())).toList());
        for (ClaimedTask task : tasks) {
            if (task.orderingKey() != null) {
                announcer.laneChanged(task.kindId(), task.orderingKey());
            }
        }
    }
}
