package io.pgqueue.sample.web;

import io.pgqueue.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A task as the endpoints show it. Stack traces stay in the database. */
public record TaskView(
        long id,
        String kind,
        @Nullable String externalKey,
        TaskStatus status,
        int attempt,
        Instant createdAt,
        Instant availableAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable JsonNode payload,
        @Nullable JsonNode result,
        @Nullable String cancelReason,
        List<ErrorView> errors) {

    /** What one attempt failed of. */
    public record ErrorView(int attempt, Instant at, String type, String message) {}
}
