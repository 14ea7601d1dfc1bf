package io.pgqueue.benchmarks.fire.ledger;

/** What somebody was told who cancelled a task. */
public enum CancelAnswer {
    /** There was nothing to cancel. */
    NOTHING,
    /** It is cancelled, or was asked to stop: {@code TaskAdmin} does not say which. */
    ACCEPTED,
    /** It runs, and was asked to stop. */
    ASKED_TO_STOP,
    /** It waited, and is cancelled. */
    CANCELLED
}
