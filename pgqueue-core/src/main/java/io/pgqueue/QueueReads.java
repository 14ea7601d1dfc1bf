package io.pgqueue;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import java.time.Duration;
import java.util.List;

/** The lists of a queue that are there to be looked at; a replica can answer for them. Thread-safe. */
public interface QueueReads {

    /** All kinds by name, with their sampled counts. */
    List<KindInfo> kinds();

    /** All instances that are alive, and those that ended within the last day. */
    List<WorkerInfo> workers();

    /**
     * What became of the tasks of each kind, lately: for charts. A stretch in which nothing happened to a kind is left out,
     * and the first one is whole, even if the window begins within it.
     *
     * @param window how far back, one minute to eight days; totals are kept for eight days
     * @param bucket length of a stretch, whole minutes, and at most 1,500 of them in the window
     * @return by kind, then by time
     * @throws IllegalArgumentException if one of them is out of range
     */
    List<KindThroughput> throughput(Duration window, Duration bucket);
}
