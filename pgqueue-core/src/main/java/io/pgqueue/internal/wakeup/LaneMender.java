package io.pgqueue.internal.wakeup;

import io.pgqueue.internal.store.LaneStore;
import io.pgqueue.internal.store.LaneStore.Lane;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Gathers lanes that are to be looked at, and looks at many of them in one transaction. Thread-safe. */
public final class LaneMender {

    /** So many that a transaction is worth it, and so few that a claim that needs one of their locks does not wait long. */
    private static final int BATCH = 200;

    private final LaneStore store;
    private final Runnable ready;
    // guarded by this
    private final Set<Lane> lanes = new LinkedHashSet<>();
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

    synchronized void laneChanged(int kindId, String orderingKey) {
        lanes.add(new Lane(kindId, orderingKey));
    }

    synchronized void taskMoved(long taskId) {
        tasks.add(taskId);
    }

    synchronized boolean isEmpty() {
        return lanes.isEmpty() && tasks.isEmpty();
    }

    /**
     * Looks at some of what was gathered, which stays so if that fails; returns the kinds of which something may run now.
     */
    Set<Integer> mend() {
        Set<Lane> someLanes = new HashSet<>();
        Set<Long> someTasks = new HashSet<>();
        synchronized (this) {
            take(lanes, someLanes);
            take(tasks, someTasks);
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
                lanes.addAll(someLanes);
                tasks.addAll(someTasks);
            }
            throw e;
        } finally {
            if (!kinds.isEmpty()) {
                ready.run();
            }
        }
    }

    private static <T> void take(Set<T> from, Set<T> to) {
        Iterator<T> each = from.iterator();
        for (int i = 0; i < BATCH && each.hasNext(); i++) {
            to.add(each.next());
            each.remove();
        }
    }
}
