package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.processes.Ledger.Entry;
import io.pgqueue.processes.Ledger.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The process that sends the events of the outbox dies, or stands still and goes on later, in the middle of them, while
 * another stands by.
 */
record RelayScenario(boolean thaws) implements Cluster.Scenario {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(20);

    @Override
    public void play(Cluster cluster) throws Exception {
        WorkerJvm first = cluster.launch(WorkerJvm.Options.STANDARD);
        WorkerJvm second = cluster.launch(WorkerJvm.Options.STANDARD);
        first.awaitReady();
        first.startProcessing();
        awaitRelayIn(cluster, first);
        second.awaitReady();
        second.startProcessing();
        Map<String, List<Long>> published = publish(cluster, 2_000, 20);
        await().atMost(PATIENCE).until(() -> first.ledger().ids(Event.ARRIVED).size() > 100);

        Instant lostAt = cluster.now();
        if (thaws) {
            first.freeze();
        } else {
            first.kill();
        }
        awaitRelayIn(cluster, second);
        second.openGate();
        awaitAllSent(cluster);

        List<Entry> taken = arrivals(second);
        assertThat(taken.get(0).at()).isBefore(lostAt.plus(TAKEN_OVER_WITHIN));
        assertThat(arrivals(first)).as("the rest was not for it").hasSizeLessThan(2_000);
        if (thaws) {
            assertIsRefused(cluster, first, second);
        }
        assertOrder(published, first, second);
    }

    /** Publishes events of some aggregates in turn, in one transaction; the ids of each aggregate. */
    private static Map<String, List<Long>> publish(Cluster cluster, int count, int aggregates) {
        List<OutboxEvent> events = IntStream.range(0, count)
                .mapToObj(i -> OutboxEvent.of("order", String.valueOf(i % aggregates), "order-placed", i))
                .toList();
        List<Long> ids =
                cluster.transactions().execute(status -> cluster.outbox().publishAll(events));
        Map<String, List<Long>> byAggregate = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byAggregate
                    .computeIfAbsent(events.get(i).aggregateId(), id -> new ArrayList<>())
                    .add(ids.get(i));
        }
        return byAggregate;
    }

    /** Waits until a process has the lease of the outbox. */
    private static void awaitRelayIn(Cluster cluster, WorkerJvm worker) {
        await("the lease is taken")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> cluster.jdbc()
                        .queryForObject(
                                "select worker like ? and expires_at > clock_timestamp() from pgqueue.outbox_relay",
                                Boolean.class,
                                "%/" + worker.pid()));
    }

    /** Waits until no event is left to be sent. */
    private static void awaitAllSent(Cluster cluster) {
        await("all events are sent")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> cluster.jdbc().queryForObject("select count(*) from pgqueue.outbox", Long.class) == 0);
    }

    /** Whatever it had under way, it sends nothing more, and what it says of that is refused. */
    private static void assertIsRefused(Cluster cluster, WorkerJvm zombie, WorkerJvm other) {
        int before = arrivals(zombie).size();
        zombie.thaw();
        zombie.awaitOutput("went to another instance");
        publish(cluster, 100, 20);
        awaitAllSent(cluster);

        assertThat(arrivals(zombie).size() - before)
                .as("events that it sent after it thawed")
                .isLessThanOrEqualTo(1);
        assertThat(cluster.jdbc().queryForObject("select count(*) from pgqueue.outbox_sent", Long.class))
                .isEqualTo(2_100);
        assertThat(other.output()).doesNotContain("went to another instance");
    }

    /** As a receiver sees it that keeps the first of each id. */
    private static void assertOrder(Map<String, List<Long>> published, WorkerJvm first, WorkerJvm second) {
        List<Long> all = new ArrayList<>(first.ledger().ids(Event.ARRIVED));
        all.addAll(second.ledger().ids(Event.ARRIVED));
        LinkedHashSet<Long> once = new LinkedHashSet<>(all);
        published.forEach((aggregate, ids) -> assertThat(once.stream().filter(ids::contains))
                .as("aggregate %s", aggregate)
                .containsExactlyElementsOf(ids));
    }

    private static List<Entry> arrivals(WorkerJvm worker) {
        return worker.ledger().entries().stream()
                .filter(entry -> entry.event() == Event.ARRIVED)
                .toList();
    }
}
