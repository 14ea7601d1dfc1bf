package io.pgqueue.internal.store;

import io.pgqueue.TaskError;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as it was read from the view {@code tasks}. */
record StoredTask(
        long id,
        String kind,
        @Nullable String externalKey,
        @Nullable String orderingKey,
        @Nullable String partitionKey,
        @Nullable Long groupId,
        TaskStatus status,
        int priority,
        int attempt,
        int maxAttempts,
        @Nullable String worker,
        Instant createdAt,
        Instant availableAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String payload,
        Map<String, String> headers,
        @Nullable String result,
        @Nullable String cancelReason,
        List<TaskError> errors)
        implements TaskInfo {

    StoredTask with(List<TaskError> all) {
        return new StoredTask(
                id,
                kind,
                externalKey,
                orderingKey,
                partitionKey,
                groupId,
                status,
                priority,
                attempt,
                maxAttempts,
                worker,
                createdAt,
                availableAt,
                startedAt,
                finishedAt,
                payload,
                headers,
                result,
                cancelReason,
                all);
    }
}
