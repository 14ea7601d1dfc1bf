package io.pgqueue.engine;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.Database;
import java.util.List;

/** What is read to be looked at, from a replica if there is one. Thread-safe. */
public interface QueueReads {

    /** As {@link TaskAdmin#kinds}. */
    List<KindInfo> kinds();

    /** As {@link TaskAdmin#workers}. */
    List<WorkerInfo> workers();

    /** Reads from a database. */
    static QueueReads of(Database database) {
        AdminStore store = new AdminStore(database);
        return new QueueReads() {
            @Override
            public List<KindInfo> kinds() {
                return store.kinds();
            }

            @Override
            public List<WorkerInfo> workers() {
                return store.workers();
            }
        };
    }
}
