package io.pgqueue.autoconfigure.outbox;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Sends events to Kafka: keyed by aggregate, so that those of one are in one partition, with the event's id in a header.
 *
 * <p>A batch goes in waves, the next event of each aggregate at once, and a wave waits for all acknowledgements. So no
 * event of an aggregate is under way together with another one of it. With two under way even an idempotent producer may
 * lose their order: the first one fails when its {@code delivery.timeout.ms} is over, the second one still gets through,
 * and the first is sent again by the relay.
 *
 * <p>Where the template is transactional, a batch is one Kafka transaction instead: all of it arrives, or nothing. Only a
 * batch of which something is refused is taken apart.
 */
public final class KafkaOutboxSink implements OutboxSink {

    /** Stands for the aggregate type in the name of a topic. */
    public static final String AGGREGATE_TYPE = "{aggregateType}";

    private final KafkaOperations<String, String> template;
    private final String topic;

    /**
     * A sink.
     *
     * @param template writes strings as they are
     * @param topic may hold {@link #AGGREGATE_TYPE}; the key is then the aggregate's id, else its type, a colon and its id
     */
    public KafkaOutboxSink(KafkaOperations<String, String> template, String topic) {
        this.template = template;
        this.topic = topic;
    }

    @Override
    public void send(OutboxMessage message) throws Exception {
        template.send(record(message)).get();
    }

    @Override
    public void sendAll(OutboxBatch batch) throws Exception {
        if (template.isTransactional()) {
            new KafkaTransactions(template, this::topicOf, this::record, batch).send();
            return;
        }
        Map<String, Throwable> deadTopics = new HashMap<>();
        List<Deque<OutboxMessage>> aggregates = byAggregate(batch.messages());
        while (!aggregates.isEmpty()) {
            List<OutboxMessage> wave = aggregates.stream()
                    .map(Deque::remove)
                    .filter(batch::maySend)
                    .toList();
            if (!wave.isEmpty()) {
                sendWave(wave, batch, deadTopics);
            }
            aggregates.removeIf(Deque::isEmpty);
        }
    }

    private void sendWave(List<OutboxMessage> wave, OutboxBatch batch, Map<String, Throwable> deadTopics)
            throws InterruptedException {
        List<CompletableFuture<?>> answers = new ArrayList<>(wave.size());
        for (OutboxMessage message : wave) {
            answers.add(begin(message, deadTopics));
        }
        Map<OutboxMessage, Throwable> failures = new LinkedHashMap<>();
        for (int i = 0; i < wave.size(); i++) {
            Throwable failure = failure(answers.get(i));
            if (failure == null) {
                batch.sent(wave.get(i));
            } else {
                failures.put(wave.get(i), failure);
            }
        }
        KafkaFailures.report(failures, failures.size() == wave.size(), batch);
    }

    /** A topic whose metadata could not be had in time costs that time once a batch. */
    private CompletableFuture<?> begin(OutboxMessage message, Map<String, Throwable> deadTopics) {
        ProducerRecord<String, String> record = record(message);
        Throwable dead = deadTopics.get(record.topic());
        if (dead != null) {
            return CompletableFuture.failedFuture(dead);
        }
        try {
            return template.send(record);
        } catch (RuntimeException e) {
            if (KafkaFailures.passes(e)) {
                deadTopics.put(record.topic(), e);
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    private static @Nullable Throwable failure(CompletableFuture<?> answer) throws InterruptedException {
        try {
            answer.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static List<Deque<OutboxMessage>> byAggregate(List<OutboxMessage> messages) {
        Map<String, Deque<OutboxMessage>> aggregates = new LinkedHashMap<>();
        for (OutboxMessage message : messages) {
            // the length of the type tells where it ends, whatever characters it has
            String aggregate = message.aggregateType().length() + ":" + message.aggregateType() + message.aggregateId();
            aggregates.computeIfAbsent(aggregate, name -> new ArrayDeque<>()).add(message);
        }
        return new ArrayList<>(aggregates.values());
    }

    private String topicOf(OutboxMessage message) {
        return topic.replace(AGGREGATE_TYPE, message.aggregateType());
    }

    private ProducerRecord<String, String> record(OutboxMessage message) {
        boolean topicPerType = topic.contains(AGGREGATE_TYPE);
        ProducerRecord<String, String> record = new ProducerRecord<>(
                topicOf(message),
                topicPerType ? message.aggregateId() : message.aggregateType() + ":" + message.aggregateId(),
                message.payload());
        message.headers().forEach((name, value) -> header(record, name, value));
        header(record, "event-id", String.valueOf(message.id()));
        header(record, "event-type", message.eventType());
        header(record, "aggregate-type", message.aggregateType());
        return record;
    }

    private static void header(ProducerRecord<String, String> record, String name, String value) {
        record.headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
