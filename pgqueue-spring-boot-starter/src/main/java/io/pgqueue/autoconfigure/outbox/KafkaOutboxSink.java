package io.pgqueue.autoconfigure.outbox;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.OutboxSink;
import io.pgqueue.outbox.SinkUnavailableException;
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
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.support.SendResult;

/**
 * Sends events to Kafka: keyed by aggregate, so that those of one are in one partition, with the event's id in a header.
 *
 * <p>A batch goes in waves, the next event of each aggregate at once, and a wave waits for all acknowledgements. So no
 * event of an aggregate is under way together with another one of it. With two under way even an idempotent producer may
 * lose their order: the first one fails when its {@code delivery.timeout.ms} is over, the second one still gets through,
 * and the first is sent again by the relay.
 *
 * <p>Where the template is transactional, a batch is one Kafka transaction instead: all of it arrives, or nothing.
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
            sendInTransaction(batch);
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
            answers.add(begin(template, message, deadTopics));
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
        if (failures.size() == wave.size()) {
            requireAvailable(failures);
        }
        failures.forEach(batch::failed);
    }

    private void sendInTransaction(OutboxBatch batch) throws InterruptedException {
        List<OutboxMessage> messages =
                batch.messages().stream().filter(batch::maySend).toList();
        Map<OutboxMessage, Throwable> failures = new LinkedHashMap<>();
        try {
            template.executeInTransaction(transaction -> {
                List<CompletableFuture<?>> answers = new ArrayList<>(messages.size());
                Map<String, Throwable> deadTopics = new HashMap<>();
                messages.forEach(message -> answers.add(begin(transaction, message, deadTopics)));
                transaction.flush();
                for (int i = 0; i < messages.size(); i++) {
                    Throwable failure = failureOfFlushed(answers.get(i));
                    if (failure != null) {
                        failures.put(messages.get(i), failure);
                    }
                }
                if (!failures.isEmpty()) {
                    throw new AbortException();
                }
                return true;
            });
        } catch (AbortException e) {
            requireAvailable(failures);
            failures.entrySet().stream()
                    .filter(failure -> !isRetriable(failure.getValue()))
                    .forEach(failure -> batch.failed(failure.getKey(), failure.getValue()));
            return;
        } catch (RuntimeException e) {
            throw new SinkUnavailableException("the Kafka transaction was not committed: " + e.getMessage(), e);
        }
        messages.forEach(batch::sent);
    }

    /** A topic whose metadata could not be had in time costs that time once a batch. */
    private CompletableFuture<?> begin(
            KafkaOperations<String, String> operations, OutboxMessage message, Map<String, Throwable> deadTopics) {
        ProducerRecord<String, String> record = record(message);
        Throwable dead = deadTopics.get(record.topic());
        if (dead != null) {
            return CompletableFuture.failedFuture(dead);
        }
        try {
            CompletableFuture<SendResult<String, String>> answer = operations.send(record);
            return answer;
        } catch (RuntimeException e) {
            if (isRetriable(e)) {
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

    private static @Nullable Throwable failureOfFlushed(CompletableFuture<?> answer) {
        return answer.handle((result, failure) -> failure).getNow(new IllegalStateException("not flushed"));
    }

    /** When all failed of what passes, no event is at fault. */
    private static void requireAvailable(Map<OutboxMessage, Throwable> failures) {
        if (failures.values().stream().allMatch(KafkaOutboxSink::isRetriable)) {
            Throwable first = failures.values().iterator().next();
            throw new SinkUnavailableException("Kafka is not available: " + first.getMessage(), first);
        }
    }

    private static boolean isRetriable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
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

    private ProducerRecord<String, String> record(OutboxMessage message) {
        boolean topicPerType = topic.contains(AGGREGATE_TYPE);
        ProducerRecord<String, String> record = new ProducerRecord<>(
                topicPerType ? topic.replace(AGGREGATE_TYPE, message.aggregateType()) : topic,
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

    /** Aborts a transaction whose failures are known. */
    private static final class AbortException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
