package io.pgqueue.internal.work;

import io.pgqueue.BatchItem;
import io.pgqueue.TaskContext;
import io.pgqueue.internal.store.ClaimedTask;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of the attempts that a batch handler runs at once, with its payload and the handler's answer. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the batch's lock is taken first, and then its members'
final class BatchAttempt extends Attempt implements BatchItem<@Nullable Object> {

    private final BatchRun batch;
    private @Nullable Object payload; // written before the handler is called

    private @Nullable Answer answer; // guarded by this

    BatchAttempt(ClaimedTask task, KindSettings kind, Encoding encoding, BatchRun batch) {
        super(task, kind, encoding);
        this.batch = batch;
    }

    void setPayload(@Nullable Object payload) {
        this.payload = payload;
    }

    /** What the handler said of this task; null if nothing. */
    synchronized @Nullable Answer answer() {
        return answer;
    }

    @Override
    @SuppressWarnings("NullAway") // no payload is null
    public @Nullable Object payload() {
        return payload;
    }

    @Override
    public TaskContext context() {
        return this;
    }

    @Override
    public void done(@Nullable Object result) {
        set(new Answer(result, null));
    }

    @Override
    public void failed(Throwable error) {
        set(new Answer(null, Objects.requireNonNull(error, "error")));
    }

    private synchronized void set(Answer given) {
        if (isFinished()) {
            throw new IllegalStateException(this + " is over, so it cannot be answered");
        }
        answer = given;
    }

    @Override
    boolean interrupt(Interruption why) {
        return batch.interrupt(this, why);
    }

    /** Only what was told to end is given up on: while the others go on, a cancelled one is waited for. */
    @Override
    @Nullable
    Interruption abandon(long nowNanos, Duration patience) {
        return batch.isInterrupted() ? super.abandon(nowNanos, patience) : null;
    }

    @Override
    public void extendTimeout(Duration by) {
        batch.extendTimeout(by);
    }

    void extendAlone(Duration by) {
        super.extendTimeout(by);
    }

    /** Done with a result, or failed of an error. */
    record Answer(@Nullable Object result, @Nullable Throwable error) {}
}
