package io.pgqueue.engine;

import io.pgqueue.TaskProcessing;
import io.pgqueue.engine.EngineState.KindState;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.maintenance.LaneSweep;
import io.pgqueue.internal.maintenance.PurgeService;
import io.pgqueue.internal.maintenance.RescueService;
import io.pgqueue.internal.schedule.ScheduleService;
import io.pgqueue.internal.store.KindOverride;
import io.pgqueue.internal.store.MaintenanceStore.Rescued;
import io.pgqueue.internal.wakeup.ControlSession;
import io.pgqueue.internal.work.Membership;
import io.pgqueue.internal.work.WorkParts;
import io.pgqueue.internal.work.WorkSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Starts and stops everything that runs in the background of an instance. */
final class Processing implements TaskProcessing {

    private static final Logger log = LoggerFactory.getLogger(Processing.class);
    private static final Duration SERVICES_TO_END = Duration.ofSeconds(2);
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
                Running next = new Running();
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
            present.work.newsArrived();
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
        return present == null ? OutboxState.STOPPED : present.services.outboxState();
    }

    /** A schedule's slot may have come closer. */
    void schedulesChanged() {
        Running present = running;
        if (present != null) {
            present.services.schedulesChanged();
        }
    }

    /** A task that may be running here is to be cancelled. */
    void cancel(long taskId) {
        Running present = running;
        if (present != null) {
            present.work.cancel(taskId);
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
        WorkSession work = present.work;
        ControlSession session = present.session;
        List<KindState> loads = work.loads().stream()
                .map(load -> new KindState(load.kind(), load.workers(), load.busy(), load.buffered(), load.stuck()))
                .toList();
        return new EngineState(
                true,
                session.workerId() == 0 ? null : session.workerId(),
                session.isListening(),
                work.lastClaimAt(),
                session.lastBeatAt(),
                present.lastError(),
                work.unrecorded(),
                loads);
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

    /** What runs between a start and a stop. */
    private final class Running implements Membership, ControlSession.Instance {
        private final ControlSession session = new ControlSession(control, parts.database(), this);
        private final WorkSession work = new WorkSession(parts, kinds.kinds(), this, threads, session::isListening);
        private boolean connectedBefore; // the session's alone
        private final RescueNews rescues = new RescueNews(parts);
        private final LaneSweep lanes = new LaneSweep(parts.lanes(), parts.announcer());
        private final Services services = new Services(
                new RescueService(stores.maintenance(), this::rescued, lanes::runOnce),
                new PurgeService(stores.maintenance(), parts.tally(), kinds::publishChanges),
                new ScheduleService(stores.slots(), parts.announcer()),
                stores.relay(),
                parts.announcer());

        void start() {
            work.start();
            session.start();
            services.start();
        }

        @Nullable
        String lastError() {
            String error = session.lastError();
            return error != null ? error : work.lastError();
        }

        boolean stop(Duration timeout) {
            long patience = System.nanoTime() + timeout.toNanos();
            services.stopSoon();
            boolean calm = work.stop(timeout);
            services.stopRelay(Services.until(patience));
            long deadline = System.nanoTime() + SERVICES_TO_END.toNanos();
            services.stop(deadline);
            session.stop(Services.until(deadline));
            // asked for last: the session may have registered until it stopped
            deregister(session.workerId());
            return calm;
        }

        private void deregister(int worker) {
            if (session.lastError() != null) {
                // a pool may wait for half a minute before it says so again
                log.warn("worker {} cannot be deregistered while the database is away; it will be found dead", worker);
                return;
            }
            try {
                if (worker != 0 && !stores.workers().deregister(worker)) {
                    log.warn("worker {} still holds tasks after its stop; they will be rescued", worker);
                }
            } catch (DataAccessException e) {
                log.warn("worker {} could not be deregistered; it will be found dead", worker, e);
            }
        }

        @Override
        public int workerId() {
            return session.workerId();
        }

        @Override
        public void doubt() {
            session.doubt();
        }

        @Override
        public long[] begun() {
            return work.begun();
        }

        @Override
        public Map<Integer, Integer> workerCounts() {
            return work.workerCounts();
        }

        @Override
        public void newsArrived() {
            work.newsArrived();
        }

        private void rescued(List<Rescued> tasks) {
            rescues.tell(tasks);
            work.newsArrived();
        }

        @Override
        public void sessionConnected() {
            if (connectedBefore) {
                parts.tally().add(Tally.Event.RECONNECTED, 1);
            }
            connectedBefore = true;
        }

        @Override
        public void eventsArrived() {
            services.eventsArrived();
        }

        @Override
        public void cancelRequested(long taskId) {
            work.cancel(taskId);
        }

        @Override
        public void schedulesChanged() {
            services.schedulesChanged();
        }

        @Override
        public void declaredDead(int worker) {
            work.declaredDead(worker);
        }

        @Override
        public void overridden(Map<Integer, KindOverride> overrides) {
            if (kinds.overridden(overrides)) {
                work.workersChanged();
            }
        }
    }
}
