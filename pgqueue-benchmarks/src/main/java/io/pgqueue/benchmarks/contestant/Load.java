package io.pgqueue.benchmarks.contestant;

/**
 * Tasks to be enqueued.
 *
 * @param tasks how many
 * @param perCall how many in one call of the queue, which is one transaction
 * @param threads that enqueue side by side, each its share
 * @param payloadBytes length of each payload's JSON; about
 * @param keyed whether each has an idempotency key of its own
 * @param priorities how many priorities they are spread over, 1 to 10
 * @param delaySeconds how long until they may run
 */
public record Load(
        int tasks, int perCall, int threads, int payloadBytes, boolean keyed, int priorities, long delaySeconds) {

    private static final int SMALL = 80;

    public static Load of(int tasks) {
        return new Load(tasks, 1_000, 1, SMALL, false, 1, 0);
    }

    public Load withPerCall(int perCall) {
        return new Load(tasks, perCall, threads, payloadBytes, keyed, priorities, delaySeconds);
    }

    public Load withThreads(int threads) {
        return new Load(tasks, perCall, threads, payloadBytes, keyed, priorities, delaySeconds);
    }

    public Load withPayloadBytes(int payloadBytes) {
        return new Load(tasks, perCall, threads, payloadBytes, keyed, priorities, delaySeconds);
    }

    public Load withKeys() {
        return new Load(tasks, perCall, threads, payloadBytes, true, priorities, delaySeconds);
    }

    public Load withPriorities(int priorities) {
        return new Load(tasks, perCall, threads, payloadBytes, keyed, priorities, delaySeconds);
    }

    public Load withDelaySeconds(long delaySeconds) {
        return new Load(tasks, perCall, threads, payloadBytes, keyed, priorities, delaySeconds);
    }

    /** Whether it asks for nothing that only pgqueue has. */
    public boolean isPlain() {
        return !keyed && priorities == 1 && delaySeconds == 0;
    }
}
