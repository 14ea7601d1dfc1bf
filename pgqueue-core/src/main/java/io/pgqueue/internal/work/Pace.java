package io.pgqueue.internal.work;

/**
 * How long the tasks of a kind take of late, and so how many to claim ahead of the workers: about a tenth of a second's
 * worth, so that short ones flow and long ones stay for other instances. Not thread-safe.
 */
final class Pace {

    /** A worker that has been at one task for so long needs nothing claimed ahead. */
    static final long STALLED_NANOS = 1_000_000_000;

    private static final double AHEAD_NANOS = 100e6;
    private static final double SMOOTHING = 0.1;

    private double meanNanos; // 0 until a task has ended

    void took(long nanos) {
        meanNanos = meanNanos == 0 ? nanos : meanNanos + SMOOTHING * (nanos - meanNanos);
    }

    /** Whoever waited for a task to end has waited for long. */
    void stalled() {
        meanNanos = Math.max(meanNanos, STALLED_NANOS);
    }

    /** How many tasks to claim ahead of so many workers: none until it is known how long one takes. */
    int ahead(int workers, int most) {
        return meanNanos == 0 ? 0 : (int) Math.min(workers * AHEAD_NANOS / meanNanos, most);
    }
}
