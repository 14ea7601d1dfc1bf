package io.pgqueue.internal.concurrent;

import java.time.Duration;
import org.slf4j.Logger;

/** An {@link Outage} of an activity that several threads are at. Thread-safe; what works costs one volatile read. */
public final class SharedOutage {

    private final Outage outage; // guarded by this, but for its last error

    public SharedOutage(String activity, Logger log) {
        this.outage = new Outage(activity, log);
    }

    /** As {@link Outage#failed}. */
    public synchronized Duration failed(Throwable cause) {
        return outage.failed(cause);
    }

    /** As {@link Outage#worked}. */
    public void worked() {
        if (outage.lastError() != null) {
            synchronized (this) {
                outage.worked();
            }
        }
    }
}
