package io.pgqueue.engine;

import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.internal.store.AdminStore;
import java.util.List;

/** Lists that a replica answers with. */
record ReplicaReads(AdminStore store) implements QueueReads {

    @Override
    public List<KindInfo> kinds() {
        return store.kinds();
    }

    @Override
    public List<WorkerInfo> workers() {
        return store.workers();
    }
}
