package io.pgqueue.internal.work;

/**
 * How many tasks the workers of a kind could take, those claimed ahead of them included, and when they are to ask for more.
 * Guarded by the lock of its owner, as the buffer is.
 */
final class Appetite {

    private final ClaimedBuffer buffer;
    private final int claimSize;
    private final Runnable runningLow;
    private final Pace pace = new Pace();
    private boolean moreIsLikely;
    private boolean asked;

    /**
     * @param buffer what is claimed and not begun
     * @param runningLow called when more tasks are likely to be there and half of what is claimed ahead is used up; it must not
     *     block
     */
    Appetite(ClaimedBuffer buffer, int claimSize, Runnable runningLow) {
        this.buffer = buffer;
        this.claimSize = claimSize;
        this.runningLow = runningLow;
    }

    /** How many tasks a claim may take for so many workers now, of which some are busy; it is about to be made. */
    int forClaim(int workers, int busy) {
        asked = false;
        return workers == 0 ? 0 : bounded(forFree(workers, busy) + ahead(workers) - buffer.size());
    }

    /** How many tasks could begin at once. */
    int atOnce(int workers, int busy) {
        return bounded(forFree(workers, busy) - buffer.size());
    }

    /** @param moreAreLikely whether the claim was as large as it could be */
    void claimed(boolean moreAreLikely) {
        moreIsLikely = moreAreLikely;
    }

    /** Asks for more, once until the next claim, if it is time to. */
    void ask(int workers) {
        if (moreIsLikely && !asked && buffer.size() <= Math.max(ahead(workers) / 2, buffer.batchSize() - 1)) {
            asked = true;
            runningLow.run();
        }
    }

    void took(long nanosATask) {
        pace.took(nanosATask);
    }

    /** Whoever waited for a task to end has waited for long. */
    void stalled() {
        pace.stalled();
    }

    private int forFree(int workers, int busy) {
        return Math.max(0, workers - busy) * buffer.batchSize();
    }

    private int bounded(int tasks) {
        return Math.min(Math.max(tasks, 0), claimSize);
    }

    /** Full batches only: what is short of one would be taken for a small one, though more may wait. */
    private int ahead(int workers) {
        int tasks = pace.ahead(workers, 2 * claimSize);
        return tasks - tasks % buffer.batchSize();
    }
}
