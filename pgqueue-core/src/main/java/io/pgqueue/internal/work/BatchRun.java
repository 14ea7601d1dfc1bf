package io.pgqueue.internal.work;

import io.pgqueue.BatchItem;
import io.pgqueue.TaskBatch;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.work.Attempt.Interruption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that one call of a batch handler runs. They end at once, and have one timeout; a task that is cancelled
 * is marked, and the handler is interrupted when none is left that is not.
 */
final class BatchRun implements TaskBatch<@Nullable Object> {

    private final KindSettings kind;
    private final List<BatchAttempt> members;
    private List<BatchItem<@Nullable Object>> items = List.of(); // written before the handler is called
    private volatile boolean interrupted; // written under this, which is taken before that of a member

    /** To be created by the thread that runs it. */
    BatchRun(List<ClaimedTask> tasks, KindSettings kind, Encoding encoding) {
        this.kind = kind;
        this.members = tasks.stream()
                .map(task -> new BatchAttempt(task, kind, encoding, this))
                .toList();
    }

    KindSettings settings() {
        return kind;
    }

    /** All attempts that were begun. */
    List<BatchAttempt> members() {
        return members;
    }

    /** The attempts that the handler gets. */
    void setItems(List<BatchAttempt> readable) {
        items = List.copyOf(readable);
    }

    @Override
    public List<BatchItem<@Nullable Object>> items() {
        return items;
    }

    /** Marks one attempt if its task is cancelled, or else all; whether that was news to any. */
    synchronized boolean interrupt(BatchAttempt one, Interruption why) {
        boolean marked = false;
        for (BatchAttempt member : why == Interruption.CANCEL ? List.of(one) : members) {
            marked |= member.mark(why);
        }
        if (marked && members.stream().noneMatch(BatchAttempt::isGoingOn)) {
            interrupted = true;
            one.thread().interrupt();
        }
        return marked;
    }

    /** Whether the handler was told to end. */
    boolean isInterrupted() {
        return interrupted;
    }

    void extendTimeout(Duration by) {
        members.forEach(member -> member.extendAlone(by));
    }

    /** Ends the part that can be interrupted; whether it was. */
    synchronized boolean finish() {
        members.forEach(Attempt::finish);
        return interrupted;
    }
}
