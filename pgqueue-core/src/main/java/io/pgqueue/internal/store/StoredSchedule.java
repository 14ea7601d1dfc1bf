package io.pgqueue.internal.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it was read from the view {@code schedules}.
 *
 * @param origin run_time, declared or edited
 * @param payload JSON
 * @param headers JSON object
 */
public record StoredSchedule(
        String name,
        String origin,
        @Nullable String owner,
        int revision,
        String kind,
        StoredTimes times,
        @Nullable String payload,
        @Nullable String headers,
        int priority,
        long jitterMillis,
        String missed,
        int missedLimit,
        String overlap,
        @Nullable Instant nextSlot,
        @Nullable Instant lastSlot,
        @Nullable Instant lastFiredAt,
        @Nullable Long lastTask,
        long skipped,
        @Nullable Instant pausedAt,
        @Nullable Instant retiredAt) {}
