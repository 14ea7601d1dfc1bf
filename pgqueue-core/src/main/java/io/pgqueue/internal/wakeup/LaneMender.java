package io.pgqueue.internal.wakeup;

import io.pgqueue.internal.store.LaneStore;
import io.pgqueue.internal.store.LaneStore.Lane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Gathers lanes that are to be looked at, and looks at many of them in one transaction. Thread-safe. */
public final class LaneMender {

    /** So many that a transaction is worth it, and so few that a claim that needs one of their locks does not wait long. */
    private static final int BATCH = 200;

    private final LaneStore store;
    private final Runnable ready;
    // guarded by this
    private final Map<Lane, Long> lanes = new LinkedHashMap<>();
    private final Set<Long> tasks = new LinkedHashSet<>();

    /**
     * A mender with nothing to do.
     *
     * @param ready is told when tasks have become ready; it must not block
     */
    public LaneMender(LaneStore store, Runnable ready) {
        this.store = store;
        this.ready = ready;
    }

    synchronized void laneChanged(int kindId, String orderingKey, long addedId) {
        lanes.merge(new Lane(kindId, orderingKey), addedId, Math::min);
    }

    synchronized void taskMoved(long taskId) {
        tasks.add(taskId);
    }

    synchronized boolean isEmpty() {
        return lanes.isEmpty() && tasks.isEmpty();
    }

    /**
     * Looks at some of what was gathered, which stays so if that fails; returns the kinds of which something became ready.
     */
    Set<Integer> mend() {
        Map<Lane, Long> someLanes = new HashMap<>();
        Set<Long> someTasks = new HashSet<>();
        synchronized (this) {
            take(lanes.entrySet(), lane -> someLanes.put(lane.getKey(), lane.getValue()));
            take(tasks, someTasks::add);
        }
        Set<Integer> kinds = new HashSet<>();
        try {
            if (!someLanes.isEmpty()) {
                kinds.addAll(store.mend(someLanes));
                someLanes.clear();
            }
            if (!someTasks.isEmpty()) {
                kinds.addAll(store.mendOf(someTasks));
            }
            return kinds;
        } catch (RuntimeException e) {
            synchronized (this) {
                someLanes.forEach((lane, id) -> lanes.merge(lane, id, Math::min));
                tasks.addAll(someTasks);
            }
            throw e;
        } finally {
            if (!kinds.isEmpty()) {
                ready.run();
            }
        }
    }

    private static <T> void take(Set<T> from, Consumer<T> to) {
        Iterator<T> each = from.iterator();
        for (int i = 0; i < BATCH && each.hasNext(); i++) {
            to.accept(each.next());
            each.remove();
        }
    }
}
