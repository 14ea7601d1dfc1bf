package io.pgqueue.benchmarks.fire.ledger;

/** What a line of the ledger tells. */
public enum Event {
    /** A task was added in a transaction; its number is its place among those of its ordering key. */
    ADDED,
    /** An event was published in a transaction; its number is its place among those of its aggregate. */
    PUBLISHED,
    /** A transaction's commit was answered. */
    COMMITTED,
    /** A transaction's roll-back was answered. */
    ROLLED_BACK,
    /** A task's handler was called; its number is the attempt. */
    BEGAN,
    /** It returned, and was about to be recorded as a success. */
    ENDED,
    /** A task's closing was recorded. */
    CLOSED,
    /** An event arrived; its number is the attempt. */
    ARRIVED
}
