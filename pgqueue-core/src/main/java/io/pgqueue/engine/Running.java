package io.pgqueue.engine;

import io.pgqueue.engine.EngineState.KindState;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.maintenance.LaneSweep;
import io.pgqueue.internal.maintenance.PurgeService;
import io.pgqueue.internal.maintenance.RescueService;
import io.pgqueue.internal.schedule.ScheduleService;
import io.pgqueue.internal.store.KindOverride;
import io.pgqueue.internal.store.MaintenanceStore.Rescued;
import io.pgqueue.internal.store.WorkerStore;
import io.pgqueue.internal.wakeup.ControlSession;
import io.pgqueue.internal.work.Membership;
import io.pgqueue.internal.work.WorkParts;
import io.pgqueue.internal.work.WorkSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What runs between a start and a stop. */
final class Running implements Membership, ControlSession.Instance {

    private static final Logger log = LoggerFactory.getLogger(Running.class);
    private static final Duration SERVICES_TO_END = Duration.ofSeconds(2);

    private final WorkParts parts;
    private final KindBook kinds;
    private final WorkerStore workers;
    private final ControlSession session;
    private final WorkSession work;
    private final RescueNews rescues;
    private final Services services;

    private boolean connectedBefore; // the session's alone

    /** All of it, yet to be started. */
    Running(
            WorkParts parts,
            KindBook kinds,
            ProcessingStores stores,
            ControlSession.Settings control,
            Function<String, Executor> threads) {
        this.parts = parts;
        this.kinds = kinds;
        this.workers = stores.workers();
        this.session = new ControlSession(control, parts.database(), this);
        this.work = new WorkSession(parts, kinds.kinds(), this, threads, session::isListening);
        this.rescues = new RescueNews(parts);
        LaneSweep lanes = new LaneSweep(parts.lanes(), parts.announcer());
        this.services = new Services(
                new RescueService(stores.maintenance(), this::rescued, lanes::runOnce),
                new PurgeService(stores.maintenance(), parts.tally(), kinds::publishChanges),
                new ScheduleService(stores.slots(), parts.announcer()),
                stores.relay(),
                parts.announcer());
    }

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

    EngineState state() {
        List<KindState> loads = work.loads().stream()
                .map(load -> new KindState(load.kind(), load.workers(), load.busy(), load.buffered(), load.stuck()))
                .toList();
        return new EngineState(
                true,
                session.workerId() == 0 ? null : session.workerId(),
                session.isListening(),
                work.lastClaimAt(),
                session.lastBeatAt(),
                lastError(),
                work.unrecorded(),
                loads);
    }

    OutboxState outboxState() {
        return services.outboxState();
    }

    @Override
    public void schedulesChanged() {
        services.schedulesChanged();
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
        if (worker == 0) {
            return;
        }
        if (session.lastError() != null) {
            // a pool may wait for half a minute before it says so again
            log.warn("worker {} cannot be deregistered while the database is away; it will be found dead", worker);
            return;
        }
        try {
            if (!workers.deregister(worker)) {
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
