package io.pgqueue.internal.work;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.ClaimRequest;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.WorkerStore;
import java.util.Arrays;
import java.util.Collection;
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
    private final Aftermath aftermath;
    private final AttemptRunner runner;

    public InlineWork(WorkParts parts, WorkerStore workers, String workerName) {
        this.parts = parts;
        this.workers = workers;
        this.workerName = workerName;
        this.aftermath = parts.aftermath(millis -> {});
        this.runner = parts.runner(this::record, aftermath);
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
                List<ClaimedTask> claimed = claim(worker, byId, limit - run);
                if (claimed.isEmpty()) {
                    break;
                }
                for (ClaimedTask task : claimed) {
                    runner.run(task, Objects.requireNonNull(byId.get(task.kindId())), ConcurrentHashMap.newKeySet());
                }
                run += claimed.size();
            }
            return run;
        } finally {
            workers.deregister(worker);
        }
    }

    /** One task of each kind at a time, so that one may change what the next one finds. */
    private List<ClaimedTask> claim(int worker, Map<Integer, KindSettings> kinds, int limit) {
        if (limit >= kinds.size()) {
            return claim(worker, kinds.keySet());
        }
        return kinds.keySet().stream()
                .map(kind -> claim(worker, List.of(kind)))
                .filter(claimed -> !claimed.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private List<ClaimedTask> claim(int worker, Collection<Integer> kinds) {
        int[] ids = kinds.stream().mapToInt(Integer::intValue).toArray();
        int[] capacities = new int[ids.length];
        Arrays.fill(capacities, 1);
        String[] cursors = new ClaimCursors().of(ids, true);
        return parts.claims()
                .claim(worker, ThreadLocalRandom.current().nextLong(), new ClaimRequest(ids, capacities, cursors));
    }

    private void record(Attempt attempt, Outcome outcome) {
        TaskStatus status = parts.outcomes().record(List.of(outcome)).get(attempt.taskId());
        if (status != null) {
            aftermath.recorded(attempt, outcome, status);
        }
    }
}
