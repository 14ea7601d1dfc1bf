package io.pgqueue.internal.work;

import io.pgqueue.OptionBounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many workers a kind is to have, as its supplier says, within bounds. */
record WorkerTarget(KindSettings kind) {

    private static final Logger log = LoggerFactory.getLogger(WorkerTarget.class);

    /** What the supplier says now, or what it said before if it fails. */
    int nowOr(int before) {
        try {
            int wanted = kind.workerCount().getAsInt();
            return Math.min(Math.max(wanted, OptionBounds.WORKER_COUNT.min()), OptionBounds.WORKER_COUNT.max());
        } catch (RuntimeException e) {
            log.warn("the supplier of the worker count of kind {} failed; it stays at {}", kind.name(), before, e);
            return before;
        }
    }
}
