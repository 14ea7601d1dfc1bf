package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.pgqueue.GroupInfo;
import io.pgqueue.RelatedTask;
import io.pgqueue.TaskError;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskLogLine;
import io.pgqueue.TaskPage;
import io.pgqueue.TaskStatus;
import io.pgqueue.TaskSummary;
import io.pgqueue.TaskTransition;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks as the page reads them. Ids are text, since JavaScript cannot hold those of shards. */
final class TaskViews {

    private TaskViews() {}

    static String status(TaskStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String id(@Nullable Long id) {
        return id == null ? null : Long.toString(id);
    }

    /**
     * @param complete false if the search ended because its time was up, so that it is worth going on
     * @param live whether the page may ask again and again; false for a search that took long
     * @param askedAt when, by this machine's clock: answers to searches are shared
     */
    record Page(
            List<Row> tasks,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String next,

            boolean complete,
            @Nullable Instant searchedBackTo,
            boolean live,
            Instant askedAt) {
        /** By a filter that an index serves: a slow answer is an accident, and the next one may be quick again. */
        static Page ofIndex(Searches.Timed<TaskPage> answer) {
            return of(answer, true);
        }

        static Page ofSearch(Searches.Timed<TaskPage> answer) {
            return of(answer, answer.took().compareTo(Searches.QUICK) <= 0);
        }

        private static Page of(Searches.Timed<TaskPage> answer, boolean live) {
            TaskPage page = answer.value();
            return new Page(
                    page.tasks().stream().map(Row::of).toList(),
                    page.next(),
                    !page.cutShort(),
                    page.searchedTo(),
                    live && !page.cutShort(),
                    answer.askedAt());
        }
    }

    /**
     * @param availableAt null while it waits behind others of its ordering key, which {@code parked} says
     */
    record Row(
            String id,
            String kind,
            @Nullable String key,
            String status,
            int priority,
            int attempt,
            int maxAttempts,
            Instant createdAt,
            @Nullable Instant availableAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String worker,
            @Nullable Failure lastError,
            boolean parked) {
        static Row of(TaskSummary task) {
            boolean parked = task.availableAt().equals(Instant.MAX);
            return new Row(
                    Long.toString(task.id()),
                    task.kind(),
                    task.externalKey(),
                    TaskViews.status(task.status()),
                    task.priority(),
                    task.attempt(),
                    task.maxAttempts(),
                    task.createdAt(),
                    parked ? null : task.availableAt(),
                    task.startedAt(),
                    task.finishedAt(),
                    task.worker(),
                    Failure.of(task.lastError()),
                    parked);
        }
    }

    record Failure(String type, String message) {
        static @Nullable Failure of(@Nullable TaskError error) {
            return error == null ? null : new Failure(error.type(), error.message());
        }
    }

    record Group(
            String id,
            @Nullable String name,
            int total,
            int succeeded,
            int failed,
            int cancelled,
            @Nullable String doneTask,
            @Nullable String failedTask) {
        static Group of(GroupInfo group) {
            return new Group(
                    Long.toString(group.id()),
                    group.name(),
                    group.total(),
                    group.succeeded(),
                    group.failed(),
                    group.cancelled(),
                    TaskViews.id(group.doneTaskId()),
                    TaskViews.id(group.failedTaskId()));
        }
    }

    record Related(String id, String kind, String status) {
        static @Nullable Related of(@Nullable RelatedTask task) {
            return task == null
                    ? null
                    : new Related(Long.toString(task.id()), task.kind(), TaskViews.status(task.status()));
        }
    }

    record Log(int attempt, Instant at, String message) {
        static Log of(TaskLogLine line) {
            return new Log(line.attempt(), line.at(), line.message());
        }
    }

    record Transition(
            Instant at,
            @Nullable String from,
            String to,
            int attempt,
            @Nullable String worker,
            @Nullable String reason) {
        static Transition of(TaskTransition change) {
            TaskStatus from = change.from();
            return new Transition(
                    change.at(),
                    from == null ? null : TaskViews.status(from),
                    TaskViews.status(change.to()),
                    change.attempt(),
                    change.worker(),
                    change.reason());
        }
    }

    /**
     * All of a task; its row is written as if its fields were here.
     *
     * @param moreFollowUps whether there are more than these
     * @param addedBy null if no handler added it
     */
    record Detail(
            @JsonUnwrapped Row row,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String payload,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String result,

            Map<String, String> headers,
            @Nullable String orderingKey,
            @Nullable String partitionKey,
            @Nullable Group group,
            @Nullable String cancelReason,
            @Nullable String schedule,
            List<TaskError> errors,
            List<Log> log,
            List<Transition> transitions,
            List<Related> followUps,
            boolean moreFollowUps,
            @Nullable Related addedBy) {
        static Detail of(TaskInfo task, Shown shown, @Nullable GroupInfo group, History history, Family family) {
            return new Detail(
                    Row.of(task),
                    shown.payload,
                    shown.result,
                    shown.headers,
                    task.orderingKey(),
                    task.partitionKey(),
                    group == null ? null : Group.of(group),
                    task.cancelReason(),
                    task.schedule(),
                    task.errors(),
                    history.log.stream().map(Log::of).toList(),
                    history.transitions.stream().map(Transition::of).toList(),
                    family.followUps.stream()
                            .limit(Family.SHOWN)
                            .map(Related::of)
                            .toList(),
                    family.followUps.size() > Family.SHOWN,
                    Related.of(family.addedBy));
        }
    }

    /** What is masked. */
    record Shown(@Nullable String payload, @Nullable String result, Map<String, String> headers) {}

    record History(List<TaskLogLine> log, List<TaskTransition> transitions) {}

    /** @param followUps one more than are shown, if there are more */
    record Family(List<RelatedTask> followUps, @Nullable RelatedTask addedBy) {

        static final int SHOWN = 100;
    }
}
