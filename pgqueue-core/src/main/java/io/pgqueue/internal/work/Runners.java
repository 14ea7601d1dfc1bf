package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Suspicion;
import java.util.List;
import java.util.Set;

/** Runs what a worker took: one task, or a batch. */
record Runners(AttemptRunner single, BatchRunner batches, Suspects suspects) {

    /** Never throws; {@code running} holds the attempts while their handler may run. */
    void run(List<ClaimedTask> taken, KindSettings kind, Set<Attempt> running) {
        ClaimedTask first = taken.get(0);
        if (first.suspicion() == Suspicion.NONE) {
            call(taken, kind, running);
        } else {
            suspects.run(first, kind, () -> call(taken, kind, running));
        }
    }

    private void call(List<ClaimedTask> taken, KindSettings kind, Set<Attempt> running) {
        if (kind.batch() == null) {
            single.run(taken.get(0), kind, running);
        } else {
            batches.run(taken, kind, running);
        }
    }
}
