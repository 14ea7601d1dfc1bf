package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskError;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskSummary;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A task as the endpoint {@code pgqueue} shows it: never its payload, headers or result.
 *
 * @param status in lower case
 * @param availableAt null while it waits behind others of its ordering key
 * @param lastError class and message of its last error; null if none is kept
 */
public record TaskDescriptor(
        long id,
        String kind,
        String status,
        @Nullable String externalKey,
        @Nullable String orderingKey,
        @Nullable String partitionKey,
        @Nullable Long groupId,
        int priority,
        int attempt,
        int maxAttempts,
        @Nullable String worker,
        Instant createdAt,
        @Nullable Instant availableAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String cancelReason,
        @Nullable String lastError) {

    static TaskDescriptor of(TaskSummary task) {
        TaskError error = task.lastError();
        return new TaskDescriptor(
                task.id(),
                task.kind(),
                task.status().name().toLowerCase(Locale.ROOT),
                task.externalKey(),
                task.orderingKey(),
                task.partitionKey(),
                task.groupId(),
                task.priority(),
                task.attempt(),
                task.maxAttempts(),
                task.worker(),
                task.createdAt(),
                task.availableAt().equals(Instant.MAX) ? null : task.availableAt(),
                task.startedAt(),
                task.finishedAt(),
                task.cancelReason(),
                error == null ? null : error.type() + ": " + error.message());
    }

    /**
     * Some of the tasks that a filter matches.
     *
     * @param next where to go on; null if nothing is left
     * @param searchedTo how far back the search came; null if nothing is left
     * @param cutShort whether its time was up
     */
    public record PageDescriptor(
            List<TaskDescriptor> tasks,
            @Nullable String next,
            @Nullable Instant searchedTo,
            boolean cutShort) {

        static PageDescriptor of(TaskPage page) {
            return new PageDescriptor(
                    page.tasks().stream().map(TaskDescriptor::of).toList(),
                    page.next(),
                    page.searchedTo(),
                    page.cutShort());
        }
    }
}
