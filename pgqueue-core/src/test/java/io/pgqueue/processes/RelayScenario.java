package io.pgqueue.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.processes.Ledger.Entry;
import io.pgqueue.processes.Ledger.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The process that sends the events of the outbox dies, or stands still and goes on later, in the middle of them, while
 * another stands by.
 */
record RelayScenario(boolean thaws) implements Cluster.Scenario {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(15);

    @Override
    public void play(Cluster cluster) throws Exception {
        WorkerJvm first = cluster.launch(WorkerJvm.Options.STANDARD);
        WorkerJvm second = cluster.launch(WorkerJvm.Options.STANDARD);
        first.awaitReady();
        first.startProcessing();
        cluster.awaitRelayIn(first);
        second.awaitReady();
        second.startProcessing();
        Map<String, List<Long>> published = cluster.publish(2_000, 20);
        await().atMost(PATIENCE).until(() -> first.ledger().ids(Event.ARRIVED).size() > 100);

        Instant lostAt = cluster.now();
        if (thaws) {
            first.freeze();
        } else {
            first.kill();
        }
        cluster.awaitRelayIn(second);
        second.openGate();
        cluster.awaitAllSent();

        List<Entry> taken = arrivals(second);
        assertThat(taken.get(0).at()).isBefore(lostAt.plus(TAKEN_OVER_WITHIN));
        assertThat(arrivals(first)).as("the rest was not for it").hasSizeLessThan(2_000);
        if (thaws) {
            assertIsRefused(cluster, first, second);
        }
        assertOrder(published, first, second);
    }

    /** Whatever it had under way, it sends nothing more, and what it says of that is refused. */
    private static void assertIsRefused(Cluster cluster, WorkerJvm zombie, WorkerJvm other) {
        int before = arrivals(zombie).size();
        zombie.thaw();
        zombie.awaitOutput("went to another instance");
        cluster.publish(100, 20);
        cluster.awaitAllSent();

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
