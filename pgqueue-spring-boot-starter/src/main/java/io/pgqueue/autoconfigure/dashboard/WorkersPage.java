package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.Oversight.RunningTask;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.autoconfigure.dashboard.LiveState.WorkersOf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The instances, and what each runs right now. Thread-safe. */
final class WorkersPage {

    private final LiveState state;

    WorkersPage(LiveState state) {
        this.state = state;
    }

    void addTo(ApiRoutes routes) {
        routes.get("workers", request -> list());
    }

    List<Row> list() {
        return state.workers().stream().flatMap(of -> rows(of).stream()).toList();
    }

    private static List<Row> rows(WorkersOf of) {
        Map<Integer, List<RunningTask>> running =
                of.running().stream().collect(Collectors.groupingBy(RunningTask::workerId));
        return of.workers().stream()
                .map(worker -> Row.of(worker, of.shard(), running.getOrDefault(worker.id(), List.of())))
                .toList();
    }

    /**
     * @param runningCount tasks at its last beat, of which {@code running} has those that still run
     * @param workerCounts how many it runs at once, by kind; null while it has not said so
     */
    record Row(
            int id,
            String name,
            @Nullable String shard,
            String version,
            Instant startedAt,
            Instant lastBeatAt,
            @Nullable Instant endedAt,
            @Nullable String endedAs,
            int runningCount,
            @Nullable Map<String, Integer> workerCounts,
            List<Running> running) {
        static Row of(WorkerInfo worker, @Nullable String shard, List<RunningTask> running) {
            return new Row(
                    worker.id(),
                    worker.name(),
                    shard,
                    worker.version(),
                    worker.startedAt(),
                    worker.lastBeatAt(),
                    worker.endedAt(),
                    worker.endedAt() == null ? null : worker.died() ? "dead" : "stopped",
                    worker.running(),
                    worker.workerCounts(),
                    running.stream().map(Running::of).toList());
        }
    }

    record Running(
            String taskId,
            String kind,
            int attempt,
            @Nullable Instant startedAt) {
        static Running of(RunningTask task) {
            return new Running(Long.toString(task.taskId()), task.kind(), task.attempt(), task.startedAt());
        }
    }
}
