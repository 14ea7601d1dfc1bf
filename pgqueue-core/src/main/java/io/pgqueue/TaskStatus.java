package io.pgqueue;

/** Where a task stands. The first three are live, the others closed. */
public enum TaskStatus {
    /** Waits for its first attempt. */
    NEW,
    /** Waits for a further attempt. */
    MUST_RETRY,
    /** Is held by a worker: runs, or is about to. */
    RUNNING,
    /** Its handler returned; kept for the kind's terminal TTL. */
    SUCCEEDED,
    /** Was cancelled, with a reason; kept for the kind's terminal TTL. */
    CANCELLED,
    /** Failed for good; kept until it is retried or cancelled. */
    NO_ATTEMPTS_LEFT;

    /** Whether the task waits or runs. */
    public boolean isLive() {
        return this == NEW || this == MUST_RETRY || this == RUNNING;
    }
}
