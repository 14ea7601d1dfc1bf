package io.pgqueue.engine;

import io.pgqueue.KindThroughput;
import io.pgqueue.QueueReads;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.ThroughputStore;
import java.time.Duration;
import java.util.List;

/** Lists that a replica answers with. */
record ReplicaReads(AdminStore store, ThroughputStore throughput) implements QueueReads {

    @Override
    public List<KindInfo> kinds() {
        return store.kinds();
    }

    @Override
    public List<WorkerInfo> workers() {
        return store.workers();
    }

    @Override
    public List<KindThroughput> throughput(Duration window, Duration bucket) {
        return throughput.read(window, bucket);
    }
}
