package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that are killed or frozen, and what becomes of their tasks. Most of the time goes by while such a worker is
 * believed to live, so the scenarios are played at once, each on a database of its own.
 */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals")
class DeadWorkersTest {

    private static final ExecutorService stage = Executors.newCachedThreadPool();

    private static Future<?> killed;
    private static Future<?> killedUnchecked;
    private static Future<?> frozen;
    private static Future<?> ordered;
    private static Future<?> grouped;
    private static Future<?> poisoned;

    @BeforeAll
    static void play(@TempDir Path directory) {
        killed = play(
                directory.resolve("killed"),
                new KilledWorkerScenario(true, Duration.ofSeconds(10), Duration.ofSeconds(25)));
        killedUnchecked = play(
                directory.resolve("unchecked"),
                new KilledWorkerScenario(false, Duration.ofSeconds(30), Duration.ofSeconds(50)));
        ordered = play(directory.resolve("ordered"), new OrderedKeysScenario());
        grouped = play(directory.resolve("grouped"), new GroupScenario());
        poisoned = play(directory.resolve("poisoned"), new PoisonScenario());
        frozen = play(directory.resolve("frozen"), new FrozenWorkerScenario());
    }

    private static Future<?> play(Path directory, Cluster.Scenario scenario) {
        return stage.submit(() -> {
            Cluster.play(directory, scenario);
            return null;
        });
    }

    /** A scenario that is still going on ends its processes when it is interrupted. */
    @AfterAll
    static void close() throws InterruptedException {
        stage.shutdownNow();
        assertThat(stage.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tasksOfAKilledWorkerRunAgainWithin15SecondsBecauseItsSessionIsGone() throws Exception {
        killed.get();
    }

    @Test
    void tasksOfAKilledWorkerRunAgainWithin35SecondsByTheHeartbeatAlone() throws Exception {
        killedUnchecked.get();
    }

    @Test
    void theOrderOfAKeyOutlivesTheDeathOfItsWorker() throws Exception {
        ordered.get();
    }

    @Test
    void aGroupEndsOnceAlthoughAWorkerOfItsTasksDied() throws Exception {
        grouped.get();
    }

    @Test
    void aTaskThatEndsItsProcessIsSetAsideBeforeItHasEndedAll() throws Exception {
        poisoned.get();
    }

    @Test
    void aWorkerThatWasFrozenForTooLongIsRefusedAndThenWorksOn() throws Exception {
        frozen.get();
    }
}
