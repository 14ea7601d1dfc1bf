package io.pgqueue.autoconfigure.outbox;

import io.pgqueue.outbox.OutboxBatch;
import io.pgqueue.outbox.OutboxMessage;
import io.pgqueue.outbox.SinkUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Tells failures to send that an event is to blame for from those of the broker, or of what the producer may do. */
final class KafkaFailures {

    private KafkaFailures() {}

    /**
     * Says what failed. Where all did, what passes is no event's fault, whatever else was refused:
     * {@link SinkUnavailableException}, once the refused ones are said.
     */
    static void report(Map<OutboxMessage, Throwable> failures, boolean all, OutboxBatch batch) {
        List<Throwable> passing = new ArrayList<>();
        failures.forEach((message, failure) -> {
            if (all && passes(failure)) {
                passing.add(failure);
            } else {
                batch.failed(message, failure);
            }
        });
        requireAvailable(passing);
    }

    /** {@link SinkUnavailableException} if no event is at fault, since all failed of what passes; not if there are none. */
    static void requireAvailable(Collection<? extends Throwable> failures) {
        if (!failures.isEmpty() && failures.stream().allMatch(KafkaFailures::passes)) {
            Throwable first = failures.iterator().next();
            throw new SinkUnavailableException("Kafka is not available: " + first.getMessage(), first);
        }
    }

    /** Whether another event could fail of it likewise, and this one be sent once it is over. */
    static boolean passes(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof ApplicationRecoverableException // fenced, or forgotten by the broker
                    || cause instanceof OutOfOrderSequenceException // of a transaction before, which was aborted
                    || cause instanceof TransactionAbortableException
                    || cause instanceof AuthenticationException
                    || cause instanceof ClusterAuthorizationException
                    || cause instanceof TransactionalIdAuthorizationException
                    || cause instanceof InterruptException) {
                return true;
            }
        }
        return false;
    }
}
