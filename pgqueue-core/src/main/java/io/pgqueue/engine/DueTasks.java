package io.pgqueue.engine;

import io.pgqueue.engine.PgQueueEngine.InlineProcessing;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.work.InlineWork;
import java.time.Instant;

/** Runs what is due of the kinds that have a handler here, in the caller's thread. */
final class DueTasks implements InlineProcessing {

    private final InlineWork work;
    private final KindBook kinds;
    private final AdminStore store;

    DueTasks(InlineWork work, KindBook kinds, AdminStore store) {
        this.work = work;
        this.kinds = kinds;
        this.store = store;
    }

    @Override
    public int runDue(int limit) {
        return work.runDue(kinds.kinds(), limit);
    }

    @Override
    public int runDueAt(Instant time, int limit) {
        store.makeDue(time);
        return runDue(limit);
    }
}
