package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.EngineCounts;
import io.pgqueue.engine.EngineCounts.KindCounts;
import io.pgqueue.engine.EngineState;
import io.pgqueue.engine.EngineState.KindState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<KindInfo> stored = new ArrayList<>();
    private final QueueMeters meters = meters(new KindSamples(() -> List.copyOf(stored)));

    @Test
    void everyStatusOfEveryKindHasItsGauge() {
        stored.add(SampledKind.of("mail", Map.of(TaskStatus.MUST_RETRY, 3L), null));
        meters.bindTo(registry);
        meters.runOnce();

        assertThat(registry.get("pgqueue.tasks").tag("kind", "mail").gauges())
                .extracting(gauge -> gauge.getId().getTag("status"))
                .containsExactlyInAnyOrder(
                        "new", "must_retry", "running", "succeeded", "cancelled", "no_attempts_left");
        assertThat(registry.get("pgqueue.tasks")
                        .tags("kind", "mail", "status", "must_retry")
                        .gauge()
                        .value())
                .isEqualTo(3);
    }

    @Test
    void aKindThatTurnsUpLaterGetsItsGauges() {
        meters.bindTo(registry);
        meters.runOnce();
        assertThat(registry.find("pgqueue.queue.lag").meters()).isEmpty();

        stored.add(SampledKind.of("mail", Map.of(), SampledKind.SAMPLED_AT.minusSeconds(9)));
        meters.runOnce();

        assertThat(registry.get("pgqueue.queue.lag").tag("kind", "mail").gauge().value())
                .isEqualTo(9);
    }

    @Test
    void everyRegistryGetsTheGauges() {
        SimpleMeterRegistry second = new SimpleMeterRegistry();
        stored.add(SampledKind.of("mail", Map.of(), null));
        meters.bindTo(registry);
        meters.runOnce();
        meters.bindTo(second);
        meters.runOnce();

        assertThat(second.get("pgqueue.tasks").gauges()).hasSize(6);
        assertThat(registry.get("pgqueue.tasks").gauges()).hasSize(6);
    }

    @Test
    void workersOfThisInstanceAreGauged() {
        meters.bindTo(registry);
        meters.runOnce();

        assertThat(worker("size")).isEqualTo(4);
        assertThat(worker("busy")).isEqualTo(3);
        assertThat(worker("stuck")).isEqualTo(1);
        assertThat(registry.get("pgqueue.outcomes.unrecorded").gauge().value()).isEqualTo(17);
    }

    @Test
    void whatThisInstanceCountsIsCountedByKind() {
        stored.add(SampledKind.of("mail", Map.of(), null));
        stored.add(SampledKind.of("idle", Map.of(), null));
        meters.bindTo(registry);
        meters.runOnce();

        assertThat(counter("pgqueue.tasks.enqueued", "kind", "mail")).isEqualTo(1);
        assertThat(counter("pgqueue.tasks.duplicates", "kind", "mail")).isEqualTo(2);
        assertThat(counter("pgqueue.tasks.closed", "kind", "mail", "status", "succeeded"))
                .isEqualTo(3);
        assertThat(counter("pgqueue.attempts.failed", "kind", "mail")).isEqualTo(4);
        assertThat(counter("pgqueue.attempts.retried", "kind", "mail")).isEqualTo(5);
        assertThat(counter("pgqueue.tasks.closed", "kind", "mail", "status", "no_attempts_left"))
                .isEqualTo(6);
        assertThat(counter("pgqueue.tasks.closed", "kind", "mail", "status", "cancelled"))
                .isEqualTo(7);
        assertThat(counter("pgqueue.tasks.rescued", "kind", "mail")).isEqualTo(8);
        assertThat(counter("pgqueue.outcomes.refused", "kind", "mail")).isEqualTo(9);
        assertThat(counter("pgqueue.tasks.enqueued", "kind", "idle")).isZero();
        assertThat(counter("pgqueue.listener.reconnects")).isEqualTo(10);
        assertThat(counter("pgqueue.purged", "what", "tasks")).isEqualTo(11);
        assertThat(counter("pgqueue.purged", "what", "transitions")).isEqualTo(12);
        assertThat(counter("pgqueue.purged", "what", "events")).isEqualTo(13);
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgqueue.tasks", "pgqueue.queue.lag"})
    void whatIsTheSameOnEachInstanceSaysThatItIsNotToBeSummed(String name) {
        stored.add(SampledKind.of("mail", Map.of(), null));
        meters.bindTo(registry);
        meters.runOnce();

        assertThat(registry.get(name).meters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.getDescription()).endsWith("aggregate with max, not sum"));
    }

    @Test
    void aScrapeDoesNotWaitForTheDatabase() {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        QueueMeters slow = meters(new KindSamples(() -> {
            asked.countDown();
            if (asked.getCount() == 0) {
                awaitQuietly(answer);
            }
            return List.of(SampledKind.of("mail", Map.of(TaskStatus.NEW, 7L), null));
        }));
        slow.bindTo(registry);
        slow.runOnce();
        slow.start();
        try {
            await().until(() -> asked.getCount() == 0);

            assertThat(registry.get("pgqueue.tasks")
                            .tag("status", "new")
                            .gauge()
                            .value())
                    .isEqualTo(7);
        } finally {
            slow.stop();
        }
    }

    @Test
    void itCanBeStoppedAndStartedAgain() {
        meters.bindTo(registry);
        meters.start();
        meters.stop();
        meters.stop();
        assertThat(meters.isRunning()).isFalse();
        stored.add(SampledKind.of("mail", Map.of(), null));

        meters.start();
        try {
            await().untilAsserted(() ->
                    assertThat(registry.find("pgqueue.tasks").gauges()).hasSize(6));
        } finally {
            meters.stop();
        }
    }

    private double worker(String name) {
        return registry.get("pgqueue.workers." + name)
                .tag("kind", "mail")
                .gauge()
                .value();
    }

    private static QueueMeters meters(KindSamples samples) {
        OutboxMeters outbox = new OutboxMeters(() -> null, Optional::empty, Tags.empty());
        CountMeters counts = new CountMeters(QueueMetersTest::counts, Tags.empty());
        return new QueueMeters(samples, new EngineSample(QueueMetersTest::state), counts, outbox, Tags.empty());
    }

    private static EngineCounts counts() {
        return new EngineCounts(List.of(new KindCounts("mail", 1, 2, 3, 4, 5, 6, 7, 8, 9)), 10, 11, 12, 13);
    }

    private static EngineState state() {
        return new EngineState(true, 1, true, null, null, null, 17, List.of(new KindState("mail", 4, 3, 0, 1)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
