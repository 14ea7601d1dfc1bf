package io.pgqueue.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * A checked event as it goes to the database.
 *
 * @param payload JSON
 * @param headers JSON object
 */
public record NewEvent(
        String aggregateType,
        String aggregateId,
        String eventType,
        @Nullable String payload,
        @Nullable String headers) {}
