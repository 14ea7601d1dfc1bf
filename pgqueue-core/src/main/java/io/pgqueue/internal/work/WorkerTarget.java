package io.pgqueue.internal.work;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many workers a kind is to have, as its supplier says, within bounds. */
record WorkerTarget(KindSettings kind) {

    private static final Logger log = LoggerFactory.getLogger(WorkerTarget.class);
    private static final int MAX_WORKERS = 10_000;

    /** What the supplier says now, or what it said before if it fails. */
    int nowOr(int before) {
        try {
            return Math.min(Math.max(kind.workerCount().getAsInt(), 0), MAX_WORKERS);
        } catch (RuntimeException e) {
            log.warn("the supplier of the worker count of kind {} failed; it stays at {}", kind.name(), before, e);
            return before;
        }
    }
}
