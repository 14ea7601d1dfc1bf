package io.pgqueue.benchmarks.fire.ledger;

/** What a line of the ledger tells. */
public enum Event {
    /** A task was added in a transaction; its number is its place among those of its ordering key. */
    ADDED,
    /** A group was added in a transaction; its number is how many tasks it has. */
    GROUPED,
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
    /** Its handler was left, well or not; its number is the attempt. */
    LEFT,
    /** A process has ended; its number is that of the process. */
    GONE,
    /** A task's closing was recorded. */
    CLOSED,
    /** Somebody was answered who cancelled a task in a transaction; its key is the {@link CancelAnswer}. */
    CANCELLED,
    /** A task was taken from a worker that was taken for dead, or is about to be; its number is that of the process. */
    TAKEN,
    /** The server is about to crash, or has: it may have forgotten claims. */
    CRASHED,
    /** An event arrived; its number is the attempt. */
    ARRIVED
}
