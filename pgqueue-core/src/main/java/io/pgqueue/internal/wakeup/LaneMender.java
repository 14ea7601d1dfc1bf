package io.pgqueue.internal.wakeup;

import io.pgqueue.internal.store.LaneStore;
import io.pgqueue.internal.store.LaneStore.Lane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers lanes that are to be looked at, and looks at many of them in one transaction. Thread-safe. */
public final class LaneMender {

    private static final long NONE = Long.MAX_VALUE;

    private final LaneStore store;
    private final Runnable ready;
    // guarded by this
    private Map<Lane, Long> lanes = new HashMap<>();
    private Set<Long> tasks = new HashSet<>();

    /**
     * A mender with nothing to do.
     *
     * @param ready is told when tasks have become ready; it must not block
     */
    public LaneMender(LaneStore store, Runnable ready) {
        this.store = store;
        this.ready = ready;
    }

    synchronized void laneChanged(int kindId, String orderingKey, @Nullable Long addedId) {
        lanes.merge(new Lane(kindId, orderingKey), addedId == null ? NONE : addedId, Math::min);
    }

    synchronized void taskMoved(long taskId) {
        tasks.add(taskId);
    }

    synchronized boolean isEmpty() {
        return lanes.isEmpty() && tasks.isEmpty();
    }

    /** Looks at what was gathered, which stays so if that fails; returns the kinds of which something became ready. */
    Set<Integer> mend() {
        Map<Lane, Long> someLanes;
        Set<Long> someTasks;
        synchronized (this) {
            someLanes = lanes;
            someTasks = tasks;
            lanes = new HashMap<>();
            tasks = new HashSet<>();
        }
        Set<Integer> kinds = new HashSet<>();
        try {
            if (!someLanes.isEmpty()) {
                kinds.addAll(store.mend(someLanes));
                someLanes = Map.of();
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
}
