package io.pgqueue.autoconfigure.outbox;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.SinkUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Sends a batch in Kafka transactions: in one, where nothing of it is refused. A record that is refused spoils its
 * transaction, and others in it then fail as if they were refused, too: which one is at fault the answers do not tell. So
 * the events are sent again by halves, each half in a transaction, until the one that fails is alone. That takes some
 * twenty transactions for one refused event among a thousand. For one batch and one thread.
 */
final class KafkaTransactions {

    private final KafkaOperations<String, String> template;
    private final Function<OutboxMessage, String> topics;
    private final Function<OutboxMessage, ProducerRecord<String, String>> records;
    private final OutboxBatch batch;

    KafkaTransactions(
            KafkaOperations<String, String> template,
            Function<OutboxMessage, String> topics,
            Function<OutboxMessage, ProducerRecord<String, String>> records,
            OutboxBatch batch) {
        this.template = template;
        this.topics = topics;
        this.records = records;
        this.batch = batch;
    }

    /** {@link SinkUnavailableException} if nothing can be sent at present; what was sent before has been said then. */
    void send() {
        List<OutboxMessage> messages =
                batch.messages().stream().filter(batch::maySend).toList();
        if (messages.isEmpty()) {
            return;
        }
        Map<OutboxMessage, Throwable> unreachable = unreachable(messages);
        send(messages.stream()
                .filter(message -> !unreachable.containsKey(message))
                .toList());
        KafkaFailures.report(unreachable, unreachable.size() == messages.size(), batch);
    }

    /** Events without a topic. To send one would spoil the transaction of the others, after a wait for each of its parts. */
    private Map<OutboxMessage, Throwable> unreachable(List<OutboxMessage> messages) {
        Map<String, Throwable> failures = new HashMap<>();
        inTransaction(transaction -> messages.stream().map(topics).distinct().forEach(topic -> {
            try {
                transaction.partitionsFor(topic);
            } catch (ApiException e) {
                failures.put(topic, e);
            }
        }));
        Map<OutboxMessage, Throwable> unreachable = new LinkedHashMap<>();
        for (OutboxMessage message : messages) {
            Throwable failure = failures.get(topics.apply(message));
            if (failure != null) {
                unreachable.put(message, failure);
            }
        }
        return unreachable;
    }

    /** The first half before the second, so that an aggregate keeps its order. */
    private void send(List<OutboxMessage> messages) {
        List<OutboxMessage> open = messages.stream().filter(batch::maySend).toList();
        if (open.isEmpty()) {
            return;
        }
        Throwable refusal = attempt(open);
        if (refusal == null) {
            open.forEach(batch::sent);
        } else if (open.size() == 1) {
            batch.failed(open.get(0), refusal);
        } else {
            int half = open.size() / 2;
            send(open.subList(0, half));
            send(open.subList(half, open.size()));
        }
    }

    /** Sends them in a transaction of their own; returns what one of them was refused for, null if all have arrived. */
    private @Nullable Throwable attempt(List<OutboxMessage> messages) {
        List<Throwable> failures = new ArrayList<>();
        try {
            inTransaction(transaction -> {
                List<CompletableFuture<?>> answers = new ArrayList<>(messages.size());
                for (OutboxMessage message : messages) {
                    CompletableFuture<?> answer = begin(transaction, message);
                    answers.add(answer);
                    if (answer.isCompletedExceptionally()) {
                        break;
                    }
                }
                transaction.flush();
                answers.stream()
                        .map(KafkaTransactions::failureOfFlushed)
                        .filter(Objects::nonNull)
                        .forEach(failures::add);
                if (!failures.isEmpty()) {
                    throw new AbortException();
                }
            });
            return null;
        } catch (AbortException e) {
            KafkaFailures.requireAvailable(failures);
            return failures.stream()
                    .filter(failure -> !KafkaFailures.passes(failure))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private CompletableFuture<?> begin(KafkaOperations<String, String> transaction, OutboxMessage message) {
        try {
            return transaction.send(records.apply(message));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void inTransaction(Work work) {
        try {
            template.executeInTransaction(transaction -> {
                work.run(transaction);
                return true;
            });
        } catch (AbortException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SinkUnavailableException("the Kafka transaction was not committed: " + e.getMessage(), e);
        }
    }

    private static @Nullable Throwable failureOfFlushed(CompletableFuture<?> answer) {
        return answer.handle((result, failure) -> failure).getNow(new IllegalStateException("not flushed"));
    }

    @FunctionalInterface
    private interface Work {
        void run(KafkaOperations<String, String> transaction);
    }

    /** Aborts a transaction whose failures are known. */
    private static final class AbortException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
