package io.pgqueue.internal.store;

import org.jspecify.annotations.Nullable;

/** The times of a schedule as they are stored: a cron expression with its zone, or an interval. */
public record StoredTimes(
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Long everyMillis) {}
