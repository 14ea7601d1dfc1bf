package io.pgqueue.internal.wakeup;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.ControlConnection;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.KindOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session by which an instance is known: a thread and a connection of its own, which registers the instance, beats
 * every five seconds, and listens. With each beat it reads what was set at run time, and when it hears of it. It says how
 * many tasks the instance runs at once when that changes, and not with each beat. After every (re)connect it has the instance
 * look for work once, for what was announced meanwhile was not heard. Without LISTEN it only beats, on a connection that it
 * takes anew each time.
 */
public final class ControlSession {

    private static final Logger log = LoggerFactory.getLogger(ControlSession.class);
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int SLICE_MILLIS = 200;

    /** Without LISTEN: so that instances follow within two seconds. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final Settings settings;
    private final Database database;
    private final Instance instance;
    private final Loop loop;

    private volatile int workerId; // written by the loop
    private volatile boolean listening; // written by the loop
    private volatile @Nullable Instant lastBeatAt; // written by the loop
    private volatile boolean doubted; // raised by anybody, lowered by the loop

    // the loop's alone
    private @Nullable ControlConnection connection;
    private long nextBeatNanos;
    private boolean overridesChanged;
    private @Nullable Map<Integer, Integer> reported; // null until this worker has said so

    /** A session that is yet to be started. */
    public ControlSession(Settings settings, Database database, Instance instance) {
        this.settings = settings;
        this.database = database;
        this.instance = instance;
        this.loop = new Loop("pgqueue-control", "the control session", log, this::runOnce);
    }

    public void start() {
        loop.start();
    }

    /** Ends the session and closes its connection; the instance stays registered. */
    public void stop(Duration timeout) {
        loop.stop(timeout);
        disconnect();
    }

    /** The id under which this instance is registered; 0 while it is not. */
    public int workerId() {
        return workerId;
    }

    /** Whether this session would hear a notification. */
    public boolean isListening() {
        return listening;
    }

    /** When the last beat was answered; null if none has been. */
    public @Nullable Instant lastBeatAt() {
        return lastBeatAt;
    }

    /** What the last round failed of; null if it did not. */
    public @Nullable String lastError() {
        return loop.outage().lastError();
    }

    /** The database says that our id is unknown or dead: beats at once to find out. */
    public void doubt() {
        doubted = true;
        loop.wake();
    }

    private Duration runOnce() throws SQLException {
        try {
            ControlConnection current = connected();
            if (doubted || workerId == 0 || System.nanoTime() - nextBeatNanos >= 0) {
                doubted = false;
                beat(current);
                nextBeatNanos = System.nanoTime() + BEAT_NANOS;
            } else if (overridesChanged || !settings.listen) {
                readOverrides(current);
            }
            reportCapacity(current);
            if (settings.listen) {
                current.notifications(SLICE_MILLIS).forEach(this::hear);
                return Duration.ZERO;
            }
            disconnect();
            // which nobody would have told us
            instance.schedulesChanged();
            return Duration.ofNanos(Math.min(Math.max(nextBeatNanos - System.nanoTime(), 0), LOOK_NANOS));
        } catch (SQLException | RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    private ControlConnection connected() throws SQLException {
        ControlConnection current = connection;
        if (current == null && settings.listen) {
            current = ControlConnection.listen(settings.connections, database, settings.channel);
            connection = current;
            listening = true;
            log.info("control session connected, listening on channel {}", settings.channel);
            nextBeatNanos = System.nanoTime();
            instance.sessionConnected();
            // what was announced meanwhile was not heard
            instance.newsArrived();
            instance.eventsArrived();
            instance.schedulesChanged();
        } else if (current == null) {
            current = ControlConnection.open(settings.connections, database);
            connection = current;
        }
        return current;
    }

    /** Before the instance is known, so that it claims nothing by what was true once. */
    private void readOverrides(ControlConnection current) throws SQLException {
        overridesChanged = false;
        instance.overridden(current.overrides());
    }

    private void beat(ControlConnection current) throws SQLException {
        readOverrides(current);
        int id = workerId;
        if (id != 0) {
            Optional<long[]> cancelled = current.beat(id, instance.begun(), settings.backendCheck);
            if (cancelled.isEmpty()) {
                log.warn("this instance was declared dead as worker {}; it drops what it runs and registers anew", id);
                workerId = 0;
                instance.declaredDead(id);
            }
            cancelled.stream().flatMapToLong(Arrays::stream).forEach(instance::cancelRequested);
        }
        if (workerId == 0) {
            workerId = current.register(settings.workerName, settings.version, settings.backendCheck);
            log.info("registered as worker {} ({})", workerId, settings.workerName);
            reported = null;
            instance.newsArrived();
        }
        lastBeatAt = Instant.now();
    }

    /** So that everybody knows what all instances together can run. */
    private void reportCapacity(ControlConnection current) throws SQLException {
        Map<Integer, Integer> present = instance.workerCounts();
        if (workerId != 0 && !present.equals(reported)) {
            current.reportCapacity(workerId, present);
            reported = present;
        }
    }

    private void hear(String text) {
        Notice.parse(text)
                .filter(notice -> !notice.sender().equals(settings.sender))
                .ifPresent(notice -> {
                    notice.cancelled().forEach(instance::cancelRequested);
                    if (notice.work()) {
                        instance.newsArrived();
                    }
                    if (notice.events()) {
                        instance.eventsArrived();
                    }
                    if (notice.schedules()) {
                        instance.schedulesChanged();
                    }
                    overridesChanged |= notice.overrides();
                });
    }

    private void disconnect() {
        listening = false;
        ControlConnection old = connection;
        connection = null;
        if (old != null) {
            old.close();
        }
    }

    /**
     * What the session needs to know.
     *
     * @param sender what this instance's own notifications begin with
     */
    public record Settings(
            ControlConnection.Source connections,
            String channel,
            String sender,
            String workerName,
            String version,
            boolean listen,
            boolean backendCheck) {}

    /** The instance that the session speaks for. */
    public interface Instance {
        /** Tasks whose handlers have begun. */
        long[] begun();

        /** How many tasks it runs at once, by the ids of the kinds that have a handler here. */
        Map<Integer, Integer> workerCounts();

        void newsArrived();

        /** This session listens, for the first time or again. */
        void sessionConnected();

        /** Events may have been published, or the lease of their relay may be free. */
        void eventsArrived();

        void cancelRequested(long taskId);

        /** A slot of a schedule may have come closer. */
        void schedulesChanged();

        void declaredDead(int worker);

        /** What is set at run time for kinds by their ids. */
        void overridden(Map<Integer, KindOverride> overrides);
    }
}
