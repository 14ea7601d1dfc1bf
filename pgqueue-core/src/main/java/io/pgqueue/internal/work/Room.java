package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import java.util.ArrayList;
import java.util.List;

/** The kinds that can take tasks at a moment, and how many. */
final class Room {

    final List<KindWorkers> workers = new ArrayList<>();
    int[] ids = {};
    int[] capacities = {};
    int[] free = {};

    private final List<Integer> room = new ArrayList<>();
    private final List<Integer> freeWorkers = new ArrayList<>();

    void add(KindWorkers kind, int capacity, int free) {
        workers.add(kind);
        room.add(capacity);
        freeWorkers.add(free);
    }

    /** To be called when all have been added. */
    Room seal() {
        ids = workers.stream().mapToInt(kind -> kind.kind().id()).toArray();
        capacities = room.stream().mapToInt(Integer::intValue).toArray();
        free = freeWorkers.stream().mapToInt(Integer::intValue).toArray();
        return this;
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    /**
     * Gives each kind what a claim took for it; whether one got as much as it could take, so that there is likely more.
     *
     * @param returns takes what came for workers that have been closed meanwhile
     */
    boolean distribute(List<ClaimedTask> claimed, TaskReturns returns) {
        boolean more = false;
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            List<ClaimedTask> own =
                    claimed.stream().filter(task -> task.kindId() == id).toList();
            boolean limited = !own.isEmpty() && own.get(0).limited();
            boolean full = Runs.heads(own) >= (limited ? free[i] : capacities[i]);
            more |= full;
            if (!workers.get(i).add(own, full)) {
                returns.queue(own);
            }
        }
        return more;
    }
}
