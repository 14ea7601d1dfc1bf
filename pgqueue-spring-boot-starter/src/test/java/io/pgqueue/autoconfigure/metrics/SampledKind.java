package io.pgqueue.autoconfigure.metrics;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskStatus;
import java.time.Instant;
import java.util.Map;

/** A kind as the database would tell it. */
record SampledKind(
        String name, Instant pausedAt, Map<TaskStatus, Long> counts, Instant oldestRunnable, Instant sampledAt)
        implements KindInfo {

    static final Instant SAMPLED_AT = Instant.parse("2026-03-01T10:00:00Z");

    static SampledKind of(String name, Map<TaskStatus, Long> counts, Instant oldestRunnable) {
        return new SampledKind(name, null, counts, oldestRunnable, SAMPLED_AT);
    }

    static SampledKind neverSampled(String name) {
        return new SampledKind(name, null, Map.of(), null, null);
    }

    @Override
    public long count(TaskStatus status) {
        return counts.getOrDefault(status, 0L);
    }
}
