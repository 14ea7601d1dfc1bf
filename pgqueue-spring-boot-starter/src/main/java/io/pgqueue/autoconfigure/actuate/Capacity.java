package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin.WorkerInfo;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many tasks of a kind all instances that live run at once. */
public final class Capacity {

    private Capacity() {}

    /** The sum of what they say; null if one does not. */
    public static @Nullable Integer of(String kind, Collection<WorkerInfo> workers) {
        int sum = 0;
        for (WorkerInfo worker : workers) {
            if (worker.endedAt() == null) {
                Map<String, Integer> counts = worker.workerCounts();
                if (counts == null) {
                    return null;
                }
                sum += counts.getOrDefault(kind, 0);
            }
        }
        return sum;
    }
}
