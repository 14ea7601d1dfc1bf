package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.Oversight.RunningTask;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.autoconfigure.dashboard.LiveState.WorkersOf;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The instances, and what each runs right now. Thread-safe. */
final class WorkersPage {

    private static final Duration SILENT = Duration.ofSeconds(30);

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

    private List<Row> rows(WorkersOf of) {
        Instant now = of.workers().isEmpty() ? null : state.now(of.shard());
        Map<Integer, List<RunningTask>> running =
                of.running().stream().collect(Collectors.groupingBy(RunningTask::workerId));
        return of.workers().stream()
                .map(worker -> Row.of(worker, of, running.getOrDefault(worker.id(), List.of()), now))
                .toList();
    }

    /**
     * @param silent whether it lives, and has not been heard of for half a minute by the database's clock
     * @param runningCount tasks at its last beat, of which {@code running} has those that still run
     * @param runningCut whether {@code running} may lack some, since more run on its shard than are looked up
     * @param workerCounts how many it runs at once, by kind; null while it has not said so
     */
    record Row(
            int id,
            String name,
            @Nullable String shard,
            String version,
            Instant startedAt,
            Instant lastBeatAt,
            boolean silent,
            @Nullable Instant endedAt,
            @Nullable String endedAs,
            int runningCount,
            @Nullable Map<String, Integer> workerCounts,
            List<Running> running,
            boolean runningCut) {
        /** @param now by the clock of its database; null if that is not known, and then none is called silent */
        static Row of(WorkerInfo worker, WorkersOf of, List<RunningTask> running, @Nullable Instant now) {
            return new Row(
                    worker.id(),
                    worker.name(),
                    of.shard(),
                    worker.version(),
                    worker.startedAt(),
                    worker.lastBeatAt(),
                    worker.endedAt() == null
                            && now != null
                            && worker.lastBeatAt().plus(SILENT).isBefore(now),
                    worker.endedAt(),
                    worker.endedAt() == null ? null : worker.died() ? "dead" : "stopped",
                    worker.running(),
                    worker.workerCounts(),
                    running.stream().map(Running::of).toList(),
                    of.cut());
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
