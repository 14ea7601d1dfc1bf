package io.pgqueue.autoconfigure.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.SinkUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaOperations;

/** Whose fault a failure is, with answers that a real broker does not give together when it is asked to. */
class KafkaOutboxSinkTest {

    private static final OutboxMessage REFUSED = event(1);
    private static final OutboxMessage OTHER = event(2);

    @SuppressWarnings("unchecked")
    private final KafkaOperations<String, String> template = mock(KafkaOperations.class);

    private final KafkaOutboxSink sink = new KafkaOutboxSink(template, "{aggregateType}-events");
    private final Map<String, Throwable> failures = new HashMap<>();
    private final Batch batch = new Batch(List.of(REFUSED, OTHER));

    @BeforeEach
    @SuppressWarnings("unchecked")
    void answer() {
        when(template.send(any(ProducerRecord.class))).thenAnswer(call -> {
            ProducerRecord<String, String> record = call.getArgument(0);
            Throwable failure = failures.get(record.key());
            return failure == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new IllegalStateException("Failed to send", failure));
        });
    }

    @Test
    void anOutageIsNoFailureOfEventsBesideOneThatIsRefused() {
        failures.put("1", new RecordTooLargeException("too large"));
        failures.put("2", new TimeoutException("the broker does not answer"));

        assertThatExceptionOfType(SinkUnavailableException.class).isThrownBy(() -> sink.sendAll(batch));

        assertThat(batch.failed).containsExactly(REFUSED);
        assertThat(batch.sent).isEmpty();
    }

    @Test
    void whatPassesIsTheEventsFailureWhereAnotherWasSent() throws Exception {
        failures.put("1", new TimeoutException("there is no such topic"));

        sink.sendAll(batch);

        assertThat(batch.failed).containsExactly(REFUSED);
        assertThat(batch.sent).containsExactly(OTHER);
    }

    @Test
    void whereAllAreRefusedTheBrokerIsThere() throws Exception {
        failures.put("1", new RecordTooLargeException("too large"));
        failures.put("2", new RecordTooLargeException("too large"));

        sink.sendAll(batch);

        assertThat(batch.failed).containsExactly(REFUSED, OTHER);
    }

    private static OutboxMessage event(int number) {
        return new OutboxMessage(
                number, "order", String.valueOf(number), "order-placed", null, Map.of(), Instant.EPOCH, 1);
    }

    /** Each event is of an aggregate of its own, so that none holds up another. */
    private record Batch(List<OutboxMessage> messages, List<OutboxMessage> sent, List<OutboxMessage> failed)
            implements OutboxBatch {

        Batch(List<OutboxMessage> messages) {
            this(messages, new ArrayList<>(), new ArrayList<>());
        }

        @Override
        public boolean maySend(OutboxMessage message) {
            return true;
        }

        @Override
        public void sent(OutboxMessage message) {
            sent.add(message);
        }

        @Override
        public void failed(OutboxMessage message, Throwable error) {
            failed.add(message);
        }
    }
}
