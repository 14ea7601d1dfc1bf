package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.outbox.BlockedAggregate;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxEventInfo.State;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.SinkUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class OutboxRelayTest {

    private final OutboxQueue queue = new OutboxQueue();
    private final RecordingSink sink = new RecordingSink();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void anEventArrivesAsItWasPublished() {
        start(queue.relay(sink));
        List<Long> ids = queue.publish("1");

        Eventually.holds(() -> sink.ids().equals(ids));
        OutboxMessage message = sink.arrived().get(0);
        assertThat(message.aggregateType()).isEqualTo("order");
        assertThat(message.aggregateId()).isEqualTo("1");
        assertThat(message.eventType()).isEqualTo("order-placed");
        assertThat(message.payload()).isEqualTo("[\"1\"]");
        assertThat(message.attempt()).isOne();
        Eventually.holds(() -> state(ids.get(0)) == State.SENT);
    }

    @Test
    void anEventThatAnotherInstancePublishedArrivesLongBeforeTheNextPoll() {
        PgQueueEngine relay = queue.relay(sink, OutboxQueue.QUICK.withPollInterval(Duration.ofHours(1)));
        start(relay);
        List<Long> first = queue.publish("1");
        Eventually.holds(() -> sink.ids().equals(first));

        List<Long> second = queue.publish("2");

        Eventually.holds(() -> sink.ids().containsAll(second));
    }

    @Test
    void eachAggregateArrivesInItsOrderThroughFailures() {
        List<Long> ids =
                queue.publishAll(IntStream.range(0, 300).mapToObj(i -> OutboxQueue.event(String.valueOf(i % 10))));
        for (int i = 0; i < ids.size(); i += 7) {
            sink.fail(ids.get(i));
        }
        start(queue.relay(sink));
        Eventually.holds(() -> !queue.publisher().outboxAdmin().blocked(100).isEmpty());
        sink.repair();

        publishFurther(300);
        Eventually.passes(() -> {
            resendAll();
            assertThat(queue.unsent()).isZero();
        });

        sink.arrived().stream()
                .collect(Collectors.groupingBy(
                        OutboxMessage::aggregateId, Collectors.mapping(OutboxMessage::id, Collectors.toList())))
                .forEach((aggregate, sent) ->
                        assertThat(sent).as(aggregate).isSorted().doesNotHaveDuplicates());
        assertThat(sink.ids()).hasSize(600);
    }

    @Test
    void aPoisonedEventBlocksItsAggregateAloneAndIsVisible() {
        List<Long> ids = queue.publish("1", "1", "2");
        sink.fail(ids.get(0));
        start(queue.relay(sink));

        Eventually.holds(() ->
                queue.publisher().outboxAdmin().blocked(10).stream().anyMatch(block -> block.nextAttemptAt() == null));
        BlockedAggregate blocked = queue.publisher().outboxAdmin().blocked(10).get(0);

        assertThat(sink.ids()).containsExactly(ids.get(2));
        assertThat(sink.attempts(ids.get(0))).containsExactly(1, 2, 3);
        assertThat(blocked.aggregateType()).isEqualTo("order");
        assertThat(blocked.aggregateId()).isEqualTo("1");
        assertThat(blocked.eventId()).isEqualTo(ids.get(0));
        assertThat(blocked.eventType()).isEqualTo("order-placed");
        assertThat(blocked.attempts()).isEqualTo(3);
        assertThat(blocked.errors())
                .hasSize(3)
                .allSatisfy(error -> assertThat(error.message()).isEqualTo("no " + ids.get(0)));
        assertThat(state(ids.get(0))).isEqualTo(State.PARKED);
        assertThat(state(ids.get(1))).isEqualTo(State.PARKED);
    }

    @Test
    void aPoisonedEventCanBeResent() {
        List<Long> ids = poison();
        sink.repair();

        assertThat(queue.publisher().outboxAdmin().resend(ids.get(0))).isTrue();

        Eventually.holds(() -> sink.ids().equals(ids));
        Eventually.holds(() -> queue.unsent() == 0);
        assertThat(queue.publisher().outboxAdmin().blocked(10)).isEmpty();
    }

    @Test
    void aPoisonedEventCanBeSkipped() {
        List<Long> ids = poison();

        assertThat(queue.publisher().outboxAdmin().skip(ids.get(0), "ops", "no such item"))
                .isTrue();

        Eventually.holds(() -> sink.ids().equals(ids.subList(1, 3)));
        assertThat(queue.publisher().outboxAdmin().find(ids.get(0)).orElseThrow())
                .satisfies(event -> {
                    assertThat(event.state()).isEqualTo(State.SKIPPED);
                    assertThat(event.skippedBy()).isEqualTo("ops");
                    assertThat(event.skipReason()).isEqualTo("no such item");
                });
    }

    @Test
    void aSinkThatIsAwayCostsNoAttempt() {
        List<Long> ids = queue.publish("1", "2");
        sink.outage(new SinkUnavailableException("the broker is away", null));
        PgQueueEngine relay = queue.relay(sink);
        start(relay);

        Eventually.holds(() -> relay.outboxState().sinkError() != null
                && sink.attempts(ids.get(0)).size() > 3);
        assertThat(relay.outboxState().sinkError()).isEqualTo("the broker is away");
        assertThat(queue.publisher().outboxAdmin().blocked(10)).isEmpty();
        sink.outage(null);

        Eventually.holds(() -> sink.ids().equals(ids));
        assertThat(sink.attempts(ids.get(0))).containsOnly(1);
        Eventually.holds(() -> relay.outboxState().sinkError() == null);
    }

    @Test
    void aStopDuringAnOutageOfTheSinkDoesNotSayThatItIsOver() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch triedAgain = new CountDownLatch(1);
        PgQueueEngine relay = queue.relay(message -> {
            if (calls.getAndIncrement() == 0) {
                throw new SinkUnavailableException("the broker is away", null);
            }
            triedAgain.countDown();
            new CountDownLatch(1).await();
        });
        queue.publish("1");
        try (LogCapture log = new LogCapture()) {
            start(relay);
            Eventually.happens(triedAgain);

            relay.processing().stop(Duration.ofMillis(10));

            assertThat(log.messages(Level.WARN)).anyMatch(line -> line.startsWith("sending events to the sink failed"));
            assertThat(log.messages(Level.INFO)).noneMatch(line -> line.startsWith("sending events to the sink works"));
        }
        assertThat(queue.unsent()).isOne();
    }

    @Test
    void oneOfTwoRelaysSendsAndTheOtherTakesOverWhenItStops() {
        RecordingSink other = new RecordingSink();
        PgQueueEngine first = queue.relay(sink);
        start(first);
        Eventually.holds(() -> first.outboxState().relaying());
        PgQueueEngine second = queue.relay(other);
        start(second);
        List<Long> ids = new ArrayList<>(queue.publish("1", "2"));
        Eventually.holds(() -> sink.ids().equals(ids));
        assertThat(second.outboxState().relaying()).isFalse();

        first.processing().stop(Duration.ofSeconds(10));
        List<Long> later = queue.publish("1", "2");

        Eventually.holds(() -> other.ids().equals(later));
        assertThat(sink.ids()).isEqualTo(ids);
    }

    @Test
    void anEventThatIsTooBigForABatchArrivesAlone() {
        String large = "x".repeat(900_000);
        List<Long> ids = queue.publishAll(
                IntStream.range(0, 40).mapToObj(i -> OutboxEvent.of("order", "" + i, "order-placed", large)));
        start(queue.relay(sink));

        Eventually.holds(() -> sink.ids().equals(ids));
    }

    @Test
    void sendingNeedsTwoConnectionsMoreAndNotSendingNone() {
        assertThat(queue.relay(sink).connectionsNeeded())
                .isEqualTo(queue.publisher().connectionsNeeded() + 2);
        assertThat(queue.publisher().outboxState()).isNull();
    }

    private List<Long> poison() {
        List<Long> ids = queue.publish("1", "1", "1");
        sink.fail(ids.get(0));
        start(queue.relay(sink));
        Eventually.holds(() ->
                queue.publisher().outboxAdmin().blocked(10).stream().anyMatch(block -> block.nextAttemptAt() == null));
        return ids;
    }

    private void publishFurther(int count) {
        for (int i = 0; i < count; i++) {
            queue.publish(String.valueOf(i % 10));
        }
    }

    private void resendAll() {
        queue.publisher()
                .outboxAdmin()
                .blocked(100)
                .forEach(block -> queue.publisher().outboxAdmin().resend(block.eventId()));
    }

    private State state(long id) {
        return queue.publisher().outboxAdmin().find(id).orElseThrow().state();
    }

    private static void start(PgQueueEngine engine) {
        engine.processing().start();
    }
}
