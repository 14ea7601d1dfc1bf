package io.pgqueue.benchmarks.contestant;

import java.util.function.Consumer;

/**
 * Tasks to be enqueued.
 *
 * @param tasks how many
 * @param perCall how many in one call of the queue, which is one transaction
 * @param threads that enqueue side by side, each its share
 * @param payloadBytes length of each payload's JSON; about
 * @param keyed whether each has an idempotency key of its own
 * @param orderingKeys how many ordering keys they are spread over; 0 for tasks in no order
 * @param hotTasks how many wait besides, and were added before, behind the first of one more ordering key, which is not due
 * @param grouped whether the tasks of each call are a group
 * @param priorities how many priorities they are spread over, 1 to 10
 * @param delaySeconds how long until they may run
 */
public record Load(
        int tasks,
        int perCall,
        int threads,
        int payloadBytes,
        boolean keyed,
        int orderingKeys,
        int hotTasks,
        boolean grouped,
        int priorities,
        long delaySeconds) {

    private static final int SMALL = 80;

    public static Load of(int tasks) {
        return new Load(tasks, 1_000, 1, SMALL, false, 0, 0, false, 1, 0);
    }

    public Load withPerCall(int perCall) {
        return with(draft -> draft.perCall = perCall);
    }

    public Load withThreads(int threads) {
        return with(draft -> draft.threads = threads);
    }

    public Load withPayloadBytes(int payloadBytes) {
        return with(draft -> draft.payloadBytes = payloadBytes);
    }

    public Load withKeys() {
        return with(draft -> draft.keyed = true);
    }

    public Load withOrderingKeys(int orderingKeys) {
        return with(draft -> draft.orderingKeys = orderingKeys);
    }

    public Load withHotTasks(int hotTasks) {
        return with(draft -> draft.hotTasks = hotTasks);
    }

    public Load withGroups() {
        return with(draft -> draft.grouped = true);
    }

    public Load withPriorities(int priorities) {
        return with(draft -> draft.priorities = priorities);
    }

    public Load withDelaySeconds(long delaySeconds) {
        return with(draft -> draft.delaySeconds = delaySeconds);
    }

    /** Whether it asks for nothing that only pgqueue has. */
    public boolean isPlain() {
        return !keyed && orderingKeys == 0 && hotTasks == 0 && !grouped && priorities == 1 && delaySeconds == 0;
    }

    private Load with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new Load(
                tasks,
                draft.perCall,
                draft.threads,
                draft.payloadBytes,
                draft.keyed,
                draft.orderingKeys,
                draft.hotTasks,
                draft.grouped,
                draft.priorities,
                draft.delaySeconds);
    }

    /** The mutable twin that a {@code withX} changes before it becomes a load. */
    private static final class Draft {
        private int perCall;
        private int threads;
        private int payloadBytes;
        private boolean keyed;
        private int orderingKeys;
        private int hotTasks;
        private boolean grouped;
        private int priorities;
        private long delaySeconds;

        Draft(Load of) {
            this.perCall = of.perCall;
            this.threads = of.threads;
            this.payloadBytes = of.payloadBytes;
            this.keyed = of.keyed;
            this.orderingKeys = of.orderingKeys;
            this.hotTasks = of.hotTasks;
            this.grouped = of.grouped;
            this.priorities = of.priorities;
            this.delaySeconds = of.delaySeconds;
        }
    }
}
