package io.pgqueue.engine;

import io.pgqueue.QueueReads;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.OutboxAdminStore;
import io.pgqueue.internal.store.ThroughputStore;
import io.pgqueue.outbox.OutboxAdmin.OutboxCounts;
import java.util.Optional;
import javax.sql.DataSource;

/** A hot standby that answers for what is only looked at; it may lag behind. */
final class Replica {

    private final QueueReads reads;
    private final OutboxAdminStore outbox;

    Replica(DataSource dataSource, String schema) {
        Database database = new Database(dataSource, schema);
        this.reads = new ReplicaReads(new AdminStore(database), new ThroughputStore(database));
        this.outbox = new OutboxAdminStore(database);
    }

    QueueReads reads() {
        return reads;
    }

    /** As {@link io.pgqueue.outbox.OutboxAdmin#counts}. */
    Optional<OutboxCounts> outboxCounts() {
        return outbox.counts();
    }
}
