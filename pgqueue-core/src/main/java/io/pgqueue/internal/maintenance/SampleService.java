package io.pgqueue.internal.maintenance;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.MaintenanceStore;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts tasks by kind and status, one instance for all, so that metrics never scan tasks: every ten seconds, or more
 * seldom where a count takes longer than half of one; the database knows how long the last one took.
 */
public final class SampleService {

    private static final Logger log = LoggerFactory.getLogger(SampleService.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final MaintenanceStore store;
    private final Loop loop = new Loop("pgqueue-sample", "counting tasks", log, this::round);

    public SampleService(MaintenanceStore store) {
        this.store = store;
    }

    public void start() {
        loop.start();
    }

    public void stop(Duration timeout) {
        loop.stop(timeout);
    }

    /** Counts once, unless that was done of late; whether it counted. */
    public boolean runOnce() {
        return store.sample(EVERY.minusSeconds(1));
    }

    private Duration round() {
        runOnce();
        return EVERY.plusMillis(ThreadLocalRandom.current().nextLong(1_000));
    }
}
