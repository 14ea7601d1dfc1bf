package io.pgqueue.internal.work;

import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskLogLine;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.ErrorText;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a task, and the context that its handler sees. Whoever wants to end it early goes through
 * {@link #interrupt}; once {@link #finish} has been called nobody can interrupt its thread any more.
 */
abstract sealed class Attempt implements TaskContext permits SingleAttempt, BatchAttempt {

    /** Why an attempt was interrupted. */
    enum Interruption {
        TIMEOUT,
        CANCEL,
        STOP,
        /** This instance was declared dead, and the task is somebody else's. */
        LOST
    }

    private static final int MAX_MESSAGE = 1_000;
    private static final int MAX_LINES = 200;
    private static final Duration LONGEST_EXTENSION = Duration.ofDays(365);

    private final ClaimedTask task;
    private final KindSettings kind;
    private final Encoding encoding;
    private final long startedNanos = System.nanoTime();
    private final Thread thread = Thread.currentThread();

    // guarded by this
    private long deadlineNanos;
    private boolean finished;
    private @Nullable Interruption interruption;
    private long interruptedNanos;
    private String interruptedAt = "";
    private boolean abandoned;
    private boolean told;
    private @Nullable List<NewTask> followUps;
    private @Nullable Deque<TaskLogLine> lines;

    /** To be created by the thread that runs it. */
    Attempt(ClaimedTask task, KindSettings kind, Encoding encoding) {
        this.task = task;
        this.kind = kind;
        this.encoding = encoding;
        this.deadlineNanos = startedNanos + kind.attemptTimeout().toNanos();
    }

    ClaimedTask task() {
        return task;
    }

    KindSettings settings() {
        return kind;
    }

    Thread thread() {
        return thread;
    }

    Duration waited() {
        return Duration.ofNanos(task.waitedMicros() * 1_000);
    }

    Duration running() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Interrupts the handler unless it has finished or was interrupted before; whether it did. */
    synchronized boolean interrupt(Interruption why) {
        if (!mark(why)) {
            return false;
        }
        thread.interrupt();
        return true;
    }

    /** Notes that the attempt is to end, unless it has finished or was to end before; whether it did. */
    final synchronized boolean mark(Interruption why) {
        if (!isGoingOn()) {
            return false;
        }
        interruption = why;
        interruptedNanos = System.nanoTime();
        interruptedAt = ErrorText.stackOf(thread);
        return true;
    }

    /** Whether it has neither finished nor been told to end. */
    final synchronized boolean isGoingOn() {
        return !finished && interruption == null;
    }

    final synchronized boolean isFinished() {
        return finished;
    }

    /** Whether its time is up, and nobody has interrupted it yet. */
    synchronized boolean isOverdue(long nowNanos) {
        return !finished && interruption == null && nowNanos - deadlineNanos >= 0;
    }

    /**
     * Gives up on a handler that has ignored its interrupt for so long: its outcome will be recorded by the caller.
     * Returns why it was interrupted; null if it is not to be given up, or has been before.
     */
    synchronized @Nullable Interruption abandon(long nowNanos, Duration patience) {
        if (finished || abandoned || interruption == null || nowNanos - interruptedNanos < patience.toNanos()) {
            return null;
        }
        abandoned = true;
        return interruption;
    }

    /** The stack of its thread when it was interrupted; empty if it was not. */
    synchronized String interruptedAt() {
        return interruptedAt;
    }

    synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** Whether the listeners know how it ended. */
    synchronized boolean isTold() {
        return told;
    }

    synchronized void setTold() {
        told = true;
    }

    /** Ends the part that can be interrupted, and takes back an interrupt of ours; returns why there was one. */
    synchronized @Nullable Interruption finish() {
        finished = true;
        if (interruption != null) {
            Thread.interrupted();
        }
        return interruption;
    }

    /** What the handler enqueued; to be asked after {@link #finish}. */
    synchronized List<NewTask> followUps() {
        return followUps == null ? List.of() : followUps;
    }

    /** Attempts that the task has in all. */
    @Override
    public int maxAttempts() {
        return task.grantedAttempts() > 0 ? task.grantedAttempts() : kind.maxAttempts();
    }

    @Override
    public long taskId() {
        return task.claim().taskId();
    }

    @Override
    public String kind() {
        return kind.name();
    }

    @Override
    public @Nullable String externalKey() {
        return task.externalKey();
    }

    @Override
    public @Nullable String orderingKey() {
        return task.orderingKey();
    }

    @Override
    public int attempt() {
        return task.claim().attempt();
    }

    @Override
    public Map<String, String> headers() {
        return encoding.headers(task.headers());
    }

    @Override
    public Instant createdAt() {
        return task.createdAt();
    }

    @Override
    public synchronized boolean isCancelled() {
        return interruption == Interruption.CANCEL || interruption == Interruption.LOST;
    }

    @Override
    public synchronized void extendTimeout(Duration by) {
        if (by.isNegative() || by.isZero()) {
            throw new IllegalArgumentException("timeout must be extended by more than nothing, but not by " + by);
        }
        Duration bounded = by.compareTo(LONGEST_EXTENSION) > 0 ? LONGEST_EXTENSION : by;
        long extended = System.nanoTime() + bounded.toNanos();
        if (extended - deadlineNanos > 0) {
            deadlineNanos = extended;
        }
    }

    @Override
    public void enqueue(Task followUp) {
        NewTask checked = encoding.followUp(followUp);
        synchronized (this) {
            if (finished) {
                throw new IllegalStateException(
                        "attempt " + attempt() + " of task " + taskId() + " is over, so it cannot enqueue a follow-up");
            }
            if (followUps == null) {
                followUps = new ArrayList<>();
            }
            followUps.add(checked);
        }
    }

    @Override
    public void log(String message) {
        TaskLogLine line = new TaskLogLine(attempt(), Instant.now(), ErrorText.bounded(message, MAX_MESSAGE));
        synchronized (this) {
            if (finished) {
                throw new IllegalStateException(
                        "attempt " + attempt() + " of task " + taskId() + " is over, so it cannot log anything");
            }
            if (lines == null) {
                lines = new ArrayDeque<>();
            }
            lines.add(line);
            if (lines.size() > MAX_LINES) {
                lines.remove();
            }
        }
    }

    /** What its handler has said so far, as far as that is kept. */
    private synchronized List<TaskLogLine> lines() {
        return lines == null ? List.of() : List.copyOf(lines);
    }

    /** What handlers of attempts said, for those that said anything. */
    static List<Said> saidBy(Collection<? extends Attempt> attempts) {
        List<Said> all = null;
        for (Attempt attempt : attempts) {
            List<TaskLogLine> lines = attempt.lines();
            if (!lines.isEmpty()) {
                all = all == null ? new ArrayList<>() : all;
                all.add(new Said(attempt.task.claim(), lines));
            }
        }
        return all == null ? List.of() : all;
    }

    @Override
    public String toString() {
        return "task " + taskId() + " of kind " + kind() + ", attempt " + attempt();
    }
}
