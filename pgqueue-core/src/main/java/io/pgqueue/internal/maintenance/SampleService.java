package io.pgqueue.internal.maintenance;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.MaintenanceStore;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts tasks by kind and status, one instance for all, so that metrics never scan tasks: every ten seconds, or more
 * seldom where a count takes longer than half of one; the database knows how long the last one took. Tasks that succeeded or
 * were cancelled are counted more seldom still, where that takes longer than a tenth of one.
 */
public final class SampleService {

    private static final Logger log = LoggerFactory.getLogger(SampleService.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final MaintenanceStore store;
    private final Supplier<Duration> afterwards;
    private final Loop loop = new Loop("pgqueue-sample", "counting tasks", log, this::round);

    /**
     * A service that is yet to be started.
     *
     * @param afterwards is run after each look, in the same thread; says how soon it is to be run again at the latest
     */
    public SampleService(MaintenanceStore store, Supplier<Duration> afterwards) {
        this.store = store;
        this.afterwards = afterwards;
    }

    public void start() {
        loop.start();
    }

    public void stop(Duration timeout) {
        loop.stop(timeout);
    }

    /** Whether the last look failed, as while the database is away. */
    public boolean isFailing() {
        return loop.outage().lastError() != null;
    }

    /** Counts once, unless that was done of late; whether it counted. */
    public boolean runOnce() {
        return store.sample(EVERY.minusSeconds(1));
    }

    private Duration round() {
        runOnce();
        Duration next = EVERY.plusMillis(ThreadLocalRandom.current().nextLong(1_000));
        Duration sooner = afterwards.get();
        return sooner.compareTo(next) < 0 ? sooner : next;
    }
}
