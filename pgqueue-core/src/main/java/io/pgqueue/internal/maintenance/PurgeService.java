package io.pgqueue.internal.maintenance;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.concurrent.Tally.Event;
import io.pgqueue.internal.store.MaintenanceStore;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes closed tasks past their kind's terminal TTL, transitions past the TTL of its log, sent events past theirs, totals
 * by kind and minute after eight days, and the audit log after 90: in batches, each in a transaction of its own, that go on
 * while there is more. One instance at a time is at it.
 */
public final class PurgeService {

    private static final Logger log = LoggerFactory.getLogger(PurgeService.class);
    private static final int BATCH = 5_000;
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final MaintenanceStore store;
    private final Tally tally;
    private final Runnable beforehand;
    private final Loop loop = new Loop("pgqueue-purge", "purging closed tasks", log, this::round);

    /**
     * A service that is yet to be started.
     *
     * @param beforehand is run before each pass: publishes TTLs that have changed
     */
    public PurgeService(MaintenanceStore store, Tally tally, Runnable beforehand) {
        this.store = store;
        this.tally = tally;
        this.beforehand = beforehand;
    }

    public void start() {
        loop.start();
    }

    /** Asks it to end; {@link #stop} waits for that. */
    public void stopSoon() {
        loop.stopSoon();
    }

    public void stop(Duration timeout) {
        loop.stop(timeout);
    }

    /** Deletes all there is to delete, and says how many tasks; nothing if another instance is at it. */
    public long runOnce() {
        beforehand.run();
        long tasks = inBatches(store::purge);
        if (tasks > 0) {
            log.info("purged {} closed tasks past their TTL", tasks);
        }
        long transitions = inBatches(store::purgeLog);
        if (transitions > 0) {
            log.info("purged {} transitions past the TTL of their log", transitions);
        }
        long events = inBatches(store::purgeOutbox);
        if (events > 0) {
            log.info("purged {} events of the outbox past their TTL", events);
        }
        long minutes = inBatches(store::purgeMinutes);
        if (minutes > 0) {
            log.info("purged {} totals of minutes that are more than eight days ago", minutes);
        }
        long deeds = inBatches(store::purgeAudit);
        if (deeds > 0) {
            log.info("purged {} rows of the audit log that are more than 90 days old", deeds);
        }
        tally.add(Event.PURGED_TASK, tasks);
        tally.add(Event.PURGED_TRANSITION, transitions);
        tally.add(Event.PURGED_EVENT, events);
        return tasks;
    }

    private long inBatches(IntFunction<OptionalLong> purge) {
        long all = 0;
        OptionalLong deleted;
        do {
            deleted = purge.apply(BATCH);
            all += deleted.orElse(0);
        } while (deleted.orElse(0) >= BATCH && !loop.isStopping());
        return all;
    }

    private Duration round() {
        runOnce();
        return EVERY.plusMillis(ThreadLocalRandom.current().nextLong(EVERY.toMillis() / 4));
    }
}
