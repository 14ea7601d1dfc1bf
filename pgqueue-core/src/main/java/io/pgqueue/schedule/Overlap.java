package io.pgqueue.schedule;

/** What a slot does while an earlier task of the same schedule is live: waits, runs, or waits for a retry. */
public enum Overlap {
    /** It adds no task. */
    SKIP,
    /** It adds a task all the same, which may run beside the earlier one. */
    QUEUE
}
