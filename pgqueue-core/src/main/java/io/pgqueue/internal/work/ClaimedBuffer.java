package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Suspicion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were claimed for the workers of a kind and not begun. A worker takes one, or for a batch handler as
 * many as a batch holds, once it is full or has waited for its linger. Not thread-safe.
 */
final class ClaimedBuffer {

    private final ArrayDeque<ClaimedTask> tasks = new ArrayDeque<>();
    private final Runs runs = new Runs();
    private final int batchSize;
    private final long lingerNanos;
    private long waitingSinceNanos; // since when the next batch gathers

    ClaimedBuffer(@Nullable BatchSettings batch) {
        this.batchSize = batch == null ? 1 : batch.size();
        this.lingerNanos = batch == null ? 0 : batch.lingerNanos();
    }

    int batchSize() {
        return batchSize;
    }

    int size() {
        return tasks.size();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /** How many workers can find something to do here. */
    int batches() {
        return (tasks.size() + batchSize - 1) / batchSize;
    }

    void add(List<ClaimedTask> more) {
        if (lingerNanos > 0 && tasks.isEmpty()) {
            waitingSinceNanos = System.nanoTime();
        }
        tasks.addAll(runs.keepFollowers(more));
    }

    /** Whether a worker should take what is there. */
    boolean isReady() {
        return !tasks.isEmpty() && (lingerNanos == 0 || tasks.size() >= batchSize || lingerLeftNanos() <= 0);
    }

    /** How long the tasks that are there wait for more. */
    long lingerLeftNanos() {
        return waitingSinceNanos + lingerNanos - System.nanoTime();
    }

    /**
     * Moves tasks of one worker id, which changes when this instance was declared dead; or one that may be what ended the
     * process of a worker: it comes alone.
     */
    void moveTo(List<ClaimedTask> batch) {
        ClaimedTask next = tasks.peek();
        while (next != null && batch.size() < batchSize && (batch.isEmpty() || goTogether(batch.get(0), next))) {
            batch.add(tasks.remove());
            next = tasks.peek();
        }
        if (lingerNanos > 0) {
            waitingSinceNanos = System.nanoTime();
        }
    }

    private static boolean goTogether(ClaimedTask one, ClaimedTask other) {
        return one.claim().worker() == other.claim().worker()
                && one.suspicion() == Suspicion.NONE
                && other.suspicion() == Suspicion.NONE;
    }

    /** The task of an ordering key that may begin now that the one before it has succeeded; null if none was claimed. */
    @Nullable
    ClaimedTask after(ClaimedTask done) {
        return runs.after(done);
    }

    /** Those that were claimed behind a task and must not begin, because it has not succeeded. */
    List<ClaimedTask> endRun(ClaimedTask notDone) {
        return runs.end(notDone);
    }

    /** Those that wait behind a task which has begun included. */
    List<ClaimedTask> takeAll() {
        List<ClaimedTask> all = new ArrayList<>(tasks);
        tasks.clear();
        all.addAll(runs.endAll());
        return all;
    }

    void forget(int worker) {
        tasks.removeIf(task -> task.claim().worker() == worker);
        runs.forget(worker);
    }
}
