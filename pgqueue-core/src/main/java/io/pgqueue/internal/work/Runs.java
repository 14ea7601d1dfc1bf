package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with ordering keys that were claimed together with the one before them. Each waits here until the success of
 * that one has been recorded: only then may it begin. Not thread-safe.
 */
final class Runs {

    private static final Comparator<ClaimedTask> BY_ID =
            Comparator.comparingLong(task -> task.claim().taskId());

    // the token tells two claims of one key apart
    private final Map<Key, Queue<ClaimedTask>> runs = new HashMap<>();

    /** How many tasks may begin at once: those without an ordering key, and one for each key. */
    static long heads(List<ClaimedTask> tasks) {
        Set<String> keys = new HashSet<>();
        return tasks.stream()
                .filter(task -> task.orderingKey() == null || keys.add(task.orderingKey()))
                .count();
    }

    /** Keeps those that come behind another one of the same claim and key; returns the others, in the given order. */
    List<ClaimedTask> keepFollowers(List<ClaimedTask> claimed) {
        Map<Key, ClaimedTask> heads = new HashMap<>();
        for (ClaimedTask task : claimed) {
            if (task.orderingKey() != null) {
                heads.merge(new Key(task), task, (one, other) -> BY_ID.compare(one, other) <= 0 ? one : other);
            }
        }
        if (heads.isEmpty()) {
            return claimed;
        }
        List<ClaimedTask> first = new ArrayList<>(claimed.size());
        for (ClaimedTask task : claimed) {
            if (task.orderingKey() == null || task.equals(heads.get(new Key(task)))) {
                first.add(task);
            } else {
                runs.computeIfAbsent(new Key(task), key -> new PriorityQueue<>(BY_ID))
                        .add(task);
            }
        }
        return first;
    }

    /** What may begin now that a task has succeeded; null if that was the last of its run. */
    @Nullable
    ClaimedTask after(ClaimedTask done) {
        Queue<ClaimedTask> run = runs.get(new Key(done));
        ClaimedTask next = run == null ? null : run.remove();
        if (run != null && run.isEmpty()) {
            runs.remove(new Key(done));
        }
        return next;
    }

    /** What must not begin, because a task before it has not succeeded, or goes back itself. */
    List<ClaimedTask> end(ClaimedTask notDone) {
        Queue<ClaimedTask> run = runs.remove(new Key(notDone));
        return run == null ? List.of() : List.copyOf(run);
    }

    /** Gives up everything. */
    List<ClaimedTask> endAll() {
        List<ClaimedTask> all = new ArrayList<>();
        runs.values().forEach(all::addAll);
        runs.clear();
        return all;
    }

    /** Forgets what was claimed under a worker id. */
    void forget(int worker) {
        for (Iterator<Queue<ClaimedTask>> each = runs.values().iterator(); each.hasNext(); ) {
            ClaimedTask next = each.next().peek();
            if (next != null && next.claim().worker() == worker) {
                each.remove();
            }
        }
    }

    private record Key(@Nullable String orderingKey, long token) {
        Key(ClaimedTask task) {
            this(task.orderingKey(), task.claim().token());
        }
    }
}
