package io.pgqueue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgqueue.TransactionMismatchException;
import io.pgqueue.outbox.InvalidEventException;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxEventInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("database")
class OutboxPublishTest {

    private final OutboxQueue queue = new OutboxQueue();
    private final Outbox outbox = queue.publisher().outbox();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void anEventIsStoredAsItIs() {
        long id = queue.transactions()
                .execute(status -> outbox.publish(OutboxEvent.of("order", "1", "order-placed", Map.of("item", "Teapot"))
                        .withHeader("tenant", "a")));

        OutboxEventInfo found = queue.publisher().outboxAdmin().find(id).orElseThrow();
        assertThat(found.aggregateType()).isEqualTo("order");
        assertThat(found.aggregateId()).isEqualTo("1");
        assertThat(found.eventType()).isEqualTo("order-placed");
        assertThat(found.payload()).isEqualTo("{\"item\": \"Teapot\"}");
        assertThat(found.headers()).containsExactly(Map.entry("tenant", "a"));
        assertThat(found.state()).isEqualTo(OutboxEventInfo.State.WAITING);
    }

    @Test
    void anEventIsRefusedOutsideOfATransaction() {
        assertThatThrownBy(() -> outbox.publish(OutboxQueue.event("1")))
                .isInstanceOf(TransactionMismatchException.class)
                .hasMessageContaining("@Transactional");
        assertThat(queue.unsent()).isZero();
    }

    @Test
    void anEventIsRefusedInAnotherDatabasesTransaction() {
        try (OutboxQueue other = new OutboxQueue()) {
            other.transactions()
                    .executeWithoutResult(status -> assertThatThrownBy(() -> outbox.publish(OutboxQueue.event("1")))
                            .isInstanceOf(TransactionMismatchException.class)
                            .hasMessageContaining("not on the DataSource"));
        }
        assertThat(queue.unsent()).isZero();
    }

    @Test
    void anEventIsRefusedInAReadOnlyTransaction() {
        TransactionTemplate readOnly =
                new TransactionTemplate(queue.transactions().getTransactionManager());
        readOnly.setReadOnly(true);

        readOnly.executeWithoutResult(status -> assertThatThrownBy(() -> outbox.publish(OutboxQueue.event("1")))
                .isInstanceOf(TransactionMismatchException.class)
                .hasMessageContaining("read-only"));
    }

    @Test
    void anEventOfATransactionThatRollsBackIsNeverSent() throws InterruptedException {
        RecordingSink sink = new RecordingSink();
        queue.transactions().executeWithoutResult(status -> {
            outbox.publish(OutboxQueue.event("1"));
            status.setRollbackOnly();
        });
        List<Long> ids = queue.publish("2");

        queue.relay(sink).processing().start();

        Eventually.holds(() -> sink.ids().equals(ids));
    }

    @Test
    void aWrongEventLeavesTheTransactionAsItWas() {
        queue.transactions().executeWithoutResult(status -> {
            assertWrong("aggregateType", OutboxEvent.of("", "1", "a", null));
            assertWrong("aggregateId", OutboxEvent.of("order", "x".repeat(256), "a", null));
            assertWrong("eventType", OutboxEvent.of("order", "1", "a\0", null));
            assertWrong("payload", OutboxEvent.of("order", "1", "a", "\0"));
            assertWrong("headers", OutboxEvent.of("order", "1", "a", null).withHeader("", "x"));
            outbox.publish(OutboxQueue.event("1"));
        });

        assertThat(queue.unsent()).isOne();
    }

    @Test
    void aWrongEventOfSeveralIsNamedAndNoneIsPublished() {
        queue.transactions()
                .executeWithoutResult((TransactionStatus status) -> assertThatThrownBy(() -> outbox.publishAll(
                                Stream.of("1", "").map(OutboxQueue::event).toList()))
                        .isInstanceOf(InvalidEventException.class)
                        .hasMessageStartingWith("event 2 of 2: aggregateId"));

        assertThat(queue.unsent()).isZero();
    }

    private void assertWrong(String field, OutboxEvent event) {
        assertThatThrownBy(() -> outbox.publish(event))
                .isInstanceOfSatisfying(
                        InvalidEventException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
