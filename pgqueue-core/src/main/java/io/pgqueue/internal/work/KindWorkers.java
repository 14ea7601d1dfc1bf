package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.work.WorkSession.KindLoad;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The workers of one kind on this instance, and the tasks that were claimed for them. Threads start when there is
 * work, and end when there has been none for a while.
 */
final class KindWorkers {

    private static final long IDLE_SECONDS = 20;

    private final KindSettings kind;
    private final Runners runners;
    private final WorkerThreads threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition idle = lock.newCondition();
    // guarded by lock
    private final ClaimedBuffer buffer;
    private final Appetite appetite;
    private int target;
    private int alive;
    private int busy;
    private boolean closed;

    private final Set<Attempt> running = ConcurrentHashMap.newKeySet();

    /**
     * Workers that are yet to be given tasks.
     *
     * @param runningLow as of {@link Appetite}
     */
    KindWorkers(KindSettings kind, Runners runners, Executor threads, Runnable runningLow) {
        this.kind = kind;
        this.runners = runners;
        this.buffer = new ClaimedBuffer(kind.batch());
        this.appetite = new Appetite(buffer, kind.claimSize(), runningLow);
        this.threads = new WorkerThreads(kind.name(), threads);
    }

    KindSettings kind() {
        return kind;
    }

    /** The attempts whose handlers may be running. */
    Collection<Attempt> running() {
        return running;
    }

    /**
     * Takes on the worker count that the kind's supplier gives now; whether that is more than before. Those beyond it
     * finish first.
     */
    boolean follow() {
        int workers = new WorkerTarget(kind).nowOr(target());
        lock.lock();
        try {
            boolean more = workers > target;
            target = workers;
            startMissing();
            arrived.signalAll();
            return more;
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks a claim may take now. */
    int capacity() {
        lock.lock();
        try {
            return closed ? 0 : appetite.forClaim(target, busy);
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks could begin at once: nothing is claimed ahead where limits count from the claim on. */
    int free() {
        lock.lock();
        try {
            return closed ? 0 : appetite.atOnce(target, busy);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes claimed tasks; returns false if the workers have been closed, and the tasks must go back.
     *
     * @param moreAreLikely whether the claim was as large as it could be
     */
    boolean add(List<ClaimedTask> tasks, boolean moreAreLikely) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            appetite.claimed(moreAreLikely);
            offer(tasks);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The end of an attempt was recorded: the next task of its run may begin, or, if it has not succeeded, must not.
     * Returns whether the run goes on.
     *
     * @param giveBack takes what was claimed and must not begin
     */
    boolean ended(ClaimedTask task, boolean succeeded, Consumer<List<ClaimedTask>> giveBack) {
        lock.lock();
        try {
            ClaimedTask next = succeeded ? buffer.after(task) : null;
            if (!succeeded) {
                giveBack.accept(buffer.endRun(task));
            } else if (next != null && closed) {
                giveBack.accept(List.of(next));
            } else if (next != null) {
                offer(List.of(next));
            }
            return next != null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more tasks; returns those that were not begun. */
    List<ClaimedTask> close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
            return buffer.takeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what was claimed ahead, if all workers have been at one task each for long; else nothing. */
    List<ClaimedTask> takeBackIfStalled() {
        lock.lock();
        try {
            if (buffer.isEmpty()
                    || busy < target
                    || running.stream().anyMatch(a -> a.running().toNanos() < Pace.STALLED_NANOS)) {
                return List.of();
            }
            appetite.stalled();
            return buffer.takeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what was claimed under a worker id and not begun: that worker was declared dead. */
    void forget(int worker) {
        lock.lock();
        try {
            buffer.forget(worker);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no handler runs; whether that came to pass in time. */
    boolean awaitIdle(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (busy > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return busy == 0;
        } finally {
            lock.unlock();
        }
    }

    int target() {
        lock.lock();
        try {
            return target;
        } finally {
            lock.unlock();
        }
    }

    KindLoad load() {
        lock.lock();
        try {
            long stuck = running.stream()
                    .filter(Attempt::isAbandoned)
                    .map(Attempt::thread)
                    .distinct()
                    .count();
            return new KindLoad(kind.name(), target, busy, buffer.size(), (int) stuck);
        } finally {
            lock.unlock();
        }
    }

    private void offer(List<ClaimedTask> tasks) {
        buffer.add(tasks);
        startMissing();
        if (tasks.size() > 1) {
            arrived.signalAll();
        } else {
            arrived.signal();
        }
    }

    private void startMissing() {
        while (alive < Math.min(target, busy + buffer.batches()) && threads.start(this::work, alive)) {
            alive++;
        }
    }

    private void work() {
        List<ClaimedTask> taken = new ArrayList<>(buffer.batchSize());
        while (take(taken)) {
            long begun = System.nanoTime();
            runners.run(taken, kind, running);
            // what a handler did to its thread must not hit the next one
            Thread.interrupted();
            ended((System.nanoTime() - begun) / taken.size());
        }
    }

    private void ended(long nanosATask) {
        lock.lock();
        try {
            busy--;
            appetite.took(nanosATask);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next task, or the next batch; false if the worker is to end. */
    private boolean take(List<ClaimedTask> taken) {
        taken.clear();
        lock.lock();
        try {
            while (!closed && alive <= target && !buffer.isReady()) {
                idle.signalAll();
                appetite.ask(target);
                if (!awaitArrival()) {
                    break;
                }
            }
            if (!closed && alive <= target) {
                buffer.moveTo(taken);
            }
            if (taken.isEmpty()) {
                alive--;
                idle.signalAll();
                return false;
            }
            busy++;
            appetite.ask(target);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** False after a long time without a task. */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private boolean awaitArrival() {
        try {
            if (buffer.isEmpty()) {
                return arrived.await(IDLE_SECONDS, TimeUnit.SECONDS);
            }
            arrived.awaitNanos(buffer.lingerLeftNanos());
            return true;
        } catch (InterruptedException e) {
            // a stray interrupt of an application's: no task runs here that it could be meant for
            return true;
        }
    }
}
