package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.pgqueue.TaskQueueListener;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.core.Ordered;

/** Times the attempts of several shards; the id of a task tells which shard's it is. */
final class ShardTimers implements TaskQueueListener, Ordered {

    private final Supplier<MeterRegistry> registry;
    private final LongFunction<String> shardOf;
    private final Predicate<FinishedAttempt> timed;
    private final ConcurrentMap<String, TaskTimers> shards = new ConcurrentHashMap<>();

    /**
     * @param shardOf from a task's id to the name of its shard
     * @param timed as of {@link TaskTimers}
     */
    ShardTimers(Supplier<MeterRegistry> registry, LongFunction<String> shardOf, Predicate<FinishedAttempt> timed) {
        this.registry = registry;
        this.shardOf = shardOf;
        this.timed = timed;
    }

    /** As {@link TaskTimers}. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onAttemptFinished(FinishedAttempt attempt) {
        of(attempt.taskId()).onAttemptFinished(attempt);
    }

    @Override
    public void onClaimed(ClaimedTasks claim) {
        of(claim.firstTaskId()).onClaimed(claim);
    }

    private TaskTimers of(long taskId) {
        return shards.computeIfAbsent(
                shardOf.apply(taskId), name -> new TaskTimers(registry, Tags.of("shard", name), timed));
    }
}
