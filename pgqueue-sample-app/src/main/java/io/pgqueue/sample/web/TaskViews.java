package io.pgqueue.sample.web;

import io.pgqueue.TaskInfo;
import io.pgqueue.sample.web.TaskView.ErrorView;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns tasks into their views. */
@Component
public final class TaskViews {

    private final JsonMapper json;

    TaskViews(JsonMapper json) {
        this.json = json;
    }

    public TaskView of(TaskInfo task) {
        return new TaskView(
                task.id(),
                task.kind(),
                task.externalKey(),
                task.status(),
                task.attempt(),
                task.createdAt(),
                task.availableAt(),
                task.startedAt(),
                task.finishedAt(),
                tree(task.payload()),
                tree(task.result()),
                task.cancelReason(),
                task.errors().stream()
                        .map(error -> new ErrorView(error.attempt(), error.at(), error.type(), error.message()))
                        .toList());
    }

    private @Nullable JsonNode tree(@Nullable String text) {
        return text == null ? null : json.readTree(text);
    }
}
