package io.pgqueue.internal.maintenance;

import io.pgqueue.internal.concurrent.Loop;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.internal.store.MaintenanceStore.Rescued;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from workers that are dead: those whose last beat is 30 s old, or that missed two beats and whose
 * database session is gone. Every instance looks every two seconds; a dead worker is rescued by one of them.
 */
public final class RescueService {

    private static final Logger log = LoggerFactory.getLogger(RescueService.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration DEAD_AFTER = Duration.ofSeconds(30);
    private static final Duration MISSED_AFTER = Duration.ofSeconds(10);

    private final MaintenanceStore store;
    private final Consumer<List<Rescued>> rescued;
    private final Runnable afterwards;
    private final Loop loop = new Loop("pgqueue-rescue", "looking for dead workers", log, this::round);

    /**
     * A service that is yet to be started.
     *
     * @param rescued is told of tasks that were rescued, never of none
     * @param afterwards is run after each look, in the same thread
     */
    public RescueService(MaintenanceStore store, Consumer<List<Rescued>> rescued, Runnable afterwards) {
        this.store = store;
        this.rescued = rescued;
        this.afterwards = afterwards;
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

    /** Looks once; how many tasks were rescued. */
    public int runOnce() {
        List<Rescued> tasks = store.rescue(DEAD_AFTER, MISSED_AFTER);
        if (!tasks.isEmpty()) {
            log.info(
                    "rescued {} tasks from dead workers, the first from {}",
                    tasks.size(),
                    tasks.get(0).deadWorker());
            rescued.accept(tasks);
        }
        return tasks.size();
    }

    private Duration round() {
        runOnce();
        afterwards.run();
        return EVERY.plusMillis(ThreadLocalRandom.current().nextLong(500));
    }
}
