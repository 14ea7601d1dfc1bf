package io.pgqueue.internal.store;

/** Whether a task may be what ended the process of a worker. */
public enum Suspicion {
    /** It has not come back from a dead worker. */
    NONE,
    /** It has, so its start is put on record before its handler is called. */
    WATCHED,
    /** It was running when several workers died: it runs beside no other such task in its process. */
    ALONE
}
