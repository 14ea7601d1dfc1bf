package io.pgqueue.outbox;

import io.pgqueue.TaskError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate whose next event failed.
 *
 * @param eventId the event that has to be sent first
 * @param attempts how often that failed
 * @param nextAttemptAt when it is tried again; null if it has no attempts left, and waits for somebody to skip or resend
 *     it
 * @param errors of that event, the last ten
 */
public record BlockedAggregate(
        String aggregateType,
        String aggregateId,
        long eventId,
        String eventType,
        int attempts,
        @Nullable Instant nextAttemptAt,
        Instant blockedSince,
        List<TaskError> errors) {}
