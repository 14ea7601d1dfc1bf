package io.pgqueue.sample.lucky;

import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.sample.lucky.LuckyRuns.Summary;
import io.pgqueue.sample.web.TaskView;
import io.pgqueue.sample.web.TaskViews;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Starts, lists and retries lucky tasks. */
@RestController
@RequestMapping("/api/lucky")
class LuckyController {

    private static final int MOST_RETRIES = 10_000;

    private final TaskQueue queue;
    private final TaskAdmin admin;
    private final LuckyRuns runs;
    private final TaskViews views;

    LuckyController(TaskQueue queue, TaskAdmin admin, LuckyRuns runs, TaskViews views) {
        this.queue = queue;
        this.admin = admin;
        this.runs = runs;
        this.views = views;
    }

    /** Enqueues so many tasks with one statement. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Started start(@RequestParam(defaultValue = "1") @Min(1) @Max(1000) int count) {
        List<EnqueueResult> results = queue.enqueueAll(Collections.nCopies(count, Task.of(LuckyHandler.KIND, null)));
        return new Started(results.stream().map(EnqueueResult::taskId).toList());
    }

    @GetMapping
    LuckyView list(@RequestParam(defaultValue = "20") @Min(1) @Max(1000) int limit) {
        List<TaskView> newest = runs.newest(limit).stream()
                .map(admin::find)
                .flatMap(Optional::stream)
                .map(views::of)
                .toList();
        return new LuckyView(runs.summary(), newest);
    }

    /** Gives those that ran out of attempts three more. */
    @PostMapping("/retry")
    Retried retry() {
        return new Retried(admin.retry(LuckyHandler.KIND, LuckyHandler.MAX_ATTEMPTS, MOST_RETRIES));
    }

    record Started(List<Long> taskIds) {}

    record LuckyView(Summary summary, List<TaskView> runs) {}

    record Retried(int retried) {}
}
