package io.pgqueue.engine;

import io.pgqueue.engine.PgQueueEngine.InlineProcessing;
import io.pgqueue.internal.store.AdminStore;
import io.pgqueue.internal.work.InlineWork;
import java.time.Instant;

/** Runs the tasks of one engine in the caller's thread. */
record EngineInline(InlineWork work, KindBook kinds, AdminStore store) implements InlineProcessing {

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
