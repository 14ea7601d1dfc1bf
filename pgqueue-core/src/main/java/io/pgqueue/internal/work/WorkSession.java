package io.pgqueue.internal.work;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.work.Attempt.Interruption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The processing of tasks on this instance from one start to the next stop. */
public final class WorkSession {

    private static final Logger log = LoggerFactory.getLogger(WorkSession.class);
    private static final Duration CLAIM_TO_END = Duration.ofSeconds(5);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);
    private static final Duration TO_RECORD = Duration.ofSeconds(5);

    private final TaskReturns returns;
    private final Announcer announcer;
    private final List<KindWorkers> kinds;
    private final Claimer claimer;
    private final Watchdog watchdog;
    private final GroupRecorder recorder;

    /**
     * A session that is yet to be started.
     *
     * @param threads gives each kind an executor that runs every loop it is handed in a thread of its own
     * @param listening whether somebody will wake us when there is work
     */
    public WorkSession(
            WorkParts parts,
            List<KindSettings> settings,
            Membership membership,
            Function<String, Executor> threads,
            BooleanSupplier listening) {
        this.returns = new TaskReturns(parts.outcomes(), parts.announcer());
        this.announcer = parts.announcer();
        Aftermath aftermath = parts.aftermath(this::retryIn, this::ended);
        this.recorder = new GroupRecorder(parts.outcomes(), aftermath);
        AttemptEnd end = parts.end(recorder, aftermath);
        Runners runners = parts.runners(end);
        this.kinds = settings.stream()
                .map(kind ->
                        new KindWorkers(kind, runners, threads.apply("pgqueue-" + kind.name() + "-"), this::runningLow))
                .toList();
        this.watchdog = new Watchdog(kinds, end);
        this.claimer = new Claimer(
                new Claimer.Parts(parts.claims(), returns, parts.listeners()),
                kinds,
                membership,
                listening,
                this::unrecorded);
    }

    public void start() {
        recorder.start();
        watchdog.start();
        claimer.start();
    }

    /**
     * Stops claiming, gives back what was not begun, waits for handlers, then interrupts them, and records everything.
     *
     * @return whether every handler ended by itself
     */
    public boolean stop(Duration timeout) {
        claimer.stop(CLAIM_TO_END);
        giveBackBuffered();
        boolean calm = awaitIdle(timeout);
        if (!calm) {
            log.info("handlers still run after {}; interrupting them", timeout);
            watchdog.interruptAll(Interruption.STOP);
            awaitIdle(AFTER_INTERRUPT);
            watchdog.giveUpAll();
        }
        watchdog.stop();
        int unwritten = recorder.stop(TO_RECORD);
        giveBack(claimer.left());
        if (unwritten > 0) {
            log.error("{} outcomes could not be recorded before the stop; their tasks will run again", unwritten);
        }
        return calm;
    }

    /** Somebody has added tasks, or may have. */
    public void newsArrived() {
        claimer.newsArrived();
    }

    /** Worker counts may be others now. */
    public void workersChanged() {
        claimer.workersChanged();
    }

    /** Somebody asked to cancel a task, which may be running here. */
    public void cancel(long taskId) {
        for (KindWorkers kind : kinds) {
            for (Attempt attempt : kind.running()) {
                if (attempt.taskId() == taskId) {
                    attempt.interrupt(Interruption.CANCEL);
                }
            }
        }
    }

    /** The tasks whose handlers have begun. */
    public long[] begun() {
        return kinds.stream()
                .flatMap(kind -> kind.running().stream())
                .mapToLong(Attempt::taskId)
                .toArray();
    }

    /** This instance was declared dead under a worker id: what it held as that one is somebody else's. */
    public void declaredDead(int worker) {
        for (KindWorkers kind : kinds) {
            kind.forget(worker);
            for (Attempt attempt : kind.running()) {
                if (attempt.task().claim().worker() == worker) {
                    attempt.interrupt(Interruption.LOST);
                }
            }
        }
    }

    /** Outcomes that wait to be written. */
    public int unrecorded() {
        return recorder.unrecorded();
    }

    public @Nullable Instant lastClaimAt() {
        return claimer.lastClaimAt();
    }

    /** What the last claim failed of; null if it did not. */
    public @Nullable String lastError() {
        return claimer.lastError();
    }

    public List<KindLoad> loads() {
        return kinds.stream().map(KindWorkers::load).toList();
    }

    /** How many tasks run at once here, by the ids of their kinds. */
    public Map<Integer, Integer> workerCounts() {
        return kinds.stream().collect(Collectors.toMap(kind -> kind.kind().id(), KindWorkers::target));
    }

    private void giveBackBuffered() {
        giveBack(kinds.stream().flatMap(kind -> kind.close().stream()).toList());
    }

    private void giveBack(List<ClaimedTask> buffered) {
        if (buffered.isEmpty()) {
            return;
        }
        if (claimer.lastError() != null) {
            // a pool may wait for half a minute before it says so again
            log.error("could not give back {} tasks while the database is away; they will be rescued", buffered.size());
            return;
        }
        try {
            returns.giveBack(buffered);
            log.info("gave back {} tasks that were claimed and not begun", buffered.size());
        } catch (DataAccessException e) {
            log.error("could not give back {} tasks; they will be rescued", buffered.size(), e);
        }
    }

    private boolean awaitIdle(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            for (KindWorkers kind : kinds) {
                if (!kind.awaitIdle(deadline - System.nanoTime())) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void ended(ClaimedTask task, boolean succeeded) {
        String orderingKey = task.orderingKey();
        if (orderingKey == null) {
            return;
        }
        boolean goesOn = false;
        for (KindWorkers kind : kinds) {
            if (kind.kind().id() == task.kindId()) {
                goesOn = kind.ended(task, succeeded, claimer::giveBackSoon);
            }
        }
        if (!goesOn) {
            announcer.laneChanged(task.kindId(), orderingKey);
        }
    }

    private void runningLow() {
        claimer.runningLow();
    }

    private void retryIn(long millis) {
        claimer.dueIn(millis);
    }

    /** How busy a kind is on this instance. */
    public record KindLoad(String kind, int workers, int busy, int buffered, int stuck) {}
}
