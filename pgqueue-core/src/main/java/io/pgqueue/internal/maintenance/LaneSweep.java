package io.pgqueue.internal.maintenance;

import io.pgqueue.internal.concurrent.Announcer;
import io.pgqueue.internal.store.LaneStore;
import io.pgqueue.internal.store.LaneStore.Lane;
import io.pgqueue.internal.store.LaneStore.Swept;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all lanes about every five seconds, some hundreds in a transaction, and makes ready what nobody has: tasks of
 * an instance that died right after its commit, or of a program that adds tasks by SQL. Without ordering keys that is one
 * look at two empty indexes. Not thread-safe.
 */
public final class LaneSweep {

    private static final int BATCH = 500;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int PAUSE_FACTOR = 20;

    private final LaneStore store;
    private final Announcer announcer;
    private long nextNanos = System.nanoTime();

    public LaneSweep(LaneStore store, Announcer announcer) {
        this.store = store;
        this.announcer = announcer;
    }

    /** Sweeps, unless that was done lately: the pause is at least twenty times what the last one took. */
    public void runOnce() {
        long begun = System.nanoTime();
        if (begun - nextNanos < 0) {
            return;
        }
        @Nullable Lane last = null;
        boolean more = store.hasLanes();
        while (more) {
            Swept swept = store.sweep(last, BATCH);
            if (!swept.kinds().isEmpty()) {
                announcer.workAvailable(swept.kinds());
            }
            last = swept.last();
            more = last != null;
        }
        long now = System.nanoTime();
        nextNanos = now + Math.max(EVERY_NANOS, PAUSE_FACTOR * (now - begun));
    }
}
