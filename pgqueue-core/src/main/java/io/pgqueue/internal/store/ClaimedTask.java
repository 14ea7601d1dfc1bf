package io.pgqueue.internal.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that a worker holds.
 *
 * @param grantedAttempts attempts in all that a retry granted; 0 for what the kind says
 * @param availableAt as the server writes it: a claim cursor, if it has no ordering key
 * @param waitedMicros from then until it was claimed
 * @param cancelled whether it was asked to be cancelled before this claim
 * @param orderingKey null for a task that runs in no order
 * @param limited whether it counts against limits while it runs
 * @param suspicion whether it may be what ended the process of a worker
 */
public record ClaimedTask(
        Claim claim,
        int kindId,
        int priority,
        int grantedAttempts,
        Instant createdAt,
        String availableAt,
        long waitedMicros,
        @Nullable String externalKey,
        @Nullable String payload,
        @Nullable String headers,
        boolean cancelled,
        @Nullable String orderingKey,
        boolean limited,
        Suspicion suspicion) {}
