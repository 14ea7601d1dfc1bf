package io.pgqueue.internal.work;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.ClaimAnswer;
import io.pgqueue.internal.store.ClaimRequest;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.GroupStore;
import io.pgqueue.internal.store.LaneStore.Lane;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.WorkerStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs tasks in the caller's thread, and in the caller's transaction if there is one: for tests. Timeouts are not
 * watched.
 */
public final class InlineWork {

    private final WorkParts parts;
    private final WorkerStore workers;
    private final String workerName;
    private final GroupStore groups;
    private final Aftermath aftermath;
    private final Runners runners;

    public InlineWork(WorkParts parts, WorkerStore workers, String workerName) {
        this.parts = parts;
        this.workers = workers;
        this.workerName = workerName;
        this.groups = new GroupStore(parts.database());
        this.aftermath = parts.aftermath(millis -> {}, this::ended);
        this.runners = parts.runners(parts.end(this::record, aftermath));
    }

    /** Runs tasks of these kinds until none is due, or {@code limit} have run; how many have. */
    public int runDue(List<KindSettings> kinds, int limit) {
        if (kinds.isEmpty()) {
            return 0;
        }
        int worker = workers.registerInline(workerName);
        try {
            Map<Integer, KindSettings> byId =
                    kinds.stream().collect(Collectors.toMap(KindSettings::id, Function.identity()));
            int run = 0;
            while (run < limit) {
                settleGroups();
                List<ClaimedTask> claimed = claim(worker, byId, limit - run);
                if (claimed.isEmpty()) {
                    break;
                }
                run(claimed, byId);
                run += claimed.size();
            }
            return run;
        } finally {
            workers.deregister(worker);
        }
    }

    /** In a caller's transaction, whose commit may never come. */
    private void settleGroups() {
        if (parts.database().isInTransaction()) {
            groups.settle();
        }
    }

    /** Runs what one claim took: a single task of each kind, or a batch. */
    private void run(List<ClaimedTask> claimed, Map<Integer, KindSettings> kinds) {
        Map<Integer, List<ClaimedTask>> byKind = new LinkedHashMap<>();
        claimed.forEach(task ->
                byKind.computeIfAbsent(task.kindId(), id -> new ArrayList<>()).add(task));
        byKind.forEach((id, tasks) ->
                runners.run(tasks, Objects.requireNonNull(kinds.get(id)), ConcurrentHashMap.newKeySet()));
    }

    /** One task or batch of each kind at a time, so that one may change what the next one finds. */
    private List<ClaimedTask> claim(int worker, Map<Integer, KindSettings> kinds, int limit) {
        if (limit >= kinds.size()) {
            return claim(worker, kinds.values(), limit / kinds.size());
        }
        return kinds.values().stream()
                .map(kind -> claim(worker, List.of(kind), limit))
                .filter(claimed -> !claimed.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<ClaimedTask> claim(int worker, Collection<KindSettings> kinds, int most) {
        int[] ids = kinds.stream().mapToInt(KindSettings::id).toArray();
        int[] capacities = kinds.stream()
                .mapToInt(
                        kind -> kind.batch() == null ? 1 : Math.min(kind.batch().size(), most))
                .toArray();
        String[] cursors = new ClaimCursors().of(ids, true);
        ClaimRequest request = new ClaimRequest(ids, capacities, capacities, cursors, 0);
        ClaimAnswer claimed;
        do {
            claimed = parts.claims().claim(worker, ThreadLocalRandom.current().nextLong(), request);
        } while (claimed.tasks().isEmpty() && claimed.again());
        return claimed.tasks();
    }

    private void record(Attempt attempt, Outcome outcome) {
        TaskStatus status = parts.outcomes()
                .record(List.of(outcome), Attempt.saidBy(List.of(attempt)))
                .get(outcome.claim());
        if (status != null) {
            aftermath.recorded(attempt, outcome, status);
        }
    }

    /** At once, so that the next look finds what comes next. */
    private void ended(ClaimedTask task, boolean succeeded) {
        if (task.orderingKey() != null) {
            parts.lanes().mend(List.of(new Lane(task.kindId(), task.orderingKey())));
        }
    }
}
