package io.pgqueue;

import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import java.util.List;

/** The lists of a queue that are there to be looked at; a replica can answer for them. Thread-safe. */
public interface QueueReads {

    /** All kinds by name, with their sampled counts. */
    List<KindInfo> kinds();

    /** All instances that are alive, and those that ended within the last day. */
    List<WorkerInfo> workers();
}
