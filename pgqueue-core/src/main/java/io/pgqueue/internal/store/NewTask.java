package io.pgqueue.internal.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A checked task as it goes to the database.
 *
 * @param payload JSON
 * @param headers JSON object
 * @param delayMillis from now; beats {@code availableAt}
 * @param orderingKey null for a task that runs in no order
 * @param mode 0 keep, 1 replace what waits, 2 add if closed
 * @param partitionKey whose limits it counts against; null in a kind whose partitions have none
 */
public record NewTask(
        int kindId,
        @Nullable String externalKey,
        @Nullable String payload,
        @Nullable String headers,
        int priority,
        @Nullable Long delayMillis,
        @Nullable Instant availableAt,
        int mode,
        @Nullable String orderingKey,
        @Nullable String partitionKey) {}
