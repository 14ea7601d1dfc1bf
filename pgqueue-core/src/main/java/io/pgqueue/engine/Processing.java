package io.pgqueue.engine;

import io.pgqueue.TaskProcessing;
import io.pgqueue.internal.wakeup.ControlSession;
import io.pgqueue.internal.work.WorkParts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops everything that runs in the background of an instance. */
final class Processing implements TaskProcessing {

    private static final Logger log = LoggerFactory.getLogger(Processing.class);
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private final WorkParts parts;
    private final KindBook kinds;
    private final ProcessingStores stores;
    private final ControlSession.Settings control;
    private final Function<String, Executor> threads;

    private final ReentrantLock starting = new ReentrantLock(); // held by start() and stop() throughout
    private final ReentrantLock state = new ReentrantLock();
    private final Condition stopped = state.newCondition();
    private volatile @Nullable Running running; // written under both locks

    Processing(
            WorkParts parts,
            KindBook kinds,
            ProcessingStores stores,
            ControlSession.Settings control,
            Function<String, Executor> threads) {
        this.parts = parts;
        this.kinds = kinds;
        this.stores = stores;
        this.control = control;
        this.threads = threads;
    }

    @Override
    public void start() {
        starting.lock();
        try {
            if (running == null) {
                Running next = new Running(parts, kinds, stores, control, threads);
                next.start();
                set(next);
                log.info("processing started: {} kinds", kinds.kinds().size());
            }
        } finally {
            starting.unlock();
        }
    }

    @Override
    public boolean stop(Duration timeout) {
        starting.lock();
        try {
            Running present = running;
            if (present == null) {
                return true;
            }
            try {
                return present.stop(bounded(timeout));
            } finally {
                set(null);
                log.info("processing stopped");
            }
        } finally {
            starting.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public boolean awaitStop(Duration timeout) throws InterruptedException {
        long left = bounded(timeout).toNanos();
        state.lock();
        try {
            while (running != null && left > 0) {
                left = stopped.awaitNanos(left);
            }
            return running == null;
        } finally {
            state.unlock();
        }
    }

    /** Tasks may have been added. */
    void newsArrived() {
        Running present = running;
        if (present != null) {
            present.newsArrived();
        }
    }

    /** Events may have been published. */
    void eventsArrived() {
        Running present = running;
        if (present != null) {
            present.eventsArrived();
        }
    }

    /** The id of this instance; 0 while it has none. */
    int workerId() {
        Running present = running;
        return present == null ? 0 : present.workerId();
    }

    OutboxState outboxState() {
        Running present = running;
        return present == null ? OutboxState.STOPPED : present.outboxState();
    }

    /** A schedule's slot may have come closer. */
    void schedulesChanged() {
        Running present = running;
        if (present != null) {
            present.schedulesChanged();
        }
    }

    /** A task that may be running here is to be cancelled. */
    void cancel(long taskId) {
        Running present = running;
        if (present != null) {
            present.cancelRequested(taskId);
        }
    }

    /** What the last claim or beat failed of; null if it did not, or nothing runs. */
    @Nullable
    String lastError() {
        Running present = running;
        return present == null ? null : present.lastError();
    }

    EngineState state() {
        Running present = running;
        if (present == null) {
            return new EngineState(false, null, false, null, null, null, 0, List.of());
        }
        return present.state();
    }

    /** 'For ever' has no nanoseconds. */
    private static Duration bounded(Duration timeout) {
        return timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout;
    }

    private void set(@Nullable Running next) {
        state.lock();
        try {
            running = next;
            stopped.signalAll();
        } finally {
            state.unlock();
        }
    }
}
