package io.pgqueue.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How several shards make one queue. Immutable. */
public final class ShardSettings {

    private final CrossShardTransactions crossShardTransactions;
    private final @Nullable String scheduleShard;

    private ShardSettings(CrossShardTransactions crossShardTransactions, @Nullable String scheduleShard) {
        this.crossShardTransactions = crossShardTransactions;
        this.scheduleShard = scheduleShard;
    }

    /** Cross-shard transactions are refused, and a new schedule lives in the shard of its name. */
    public static ShardSettings standard() {
        return new ShardSettings(CrossShardTransactions.REFUSE, null);
    }

    /** What to do with a task that belongs to another shard than the surrounding transaction. */
    public ShardSettings withCrossShardTransactions(CrossShardTransactions crossShardTransactions) {
        return new ShardSettings(Objects.requireNonNull(crossShardTransactions), scheduleShard);
    }

    /** Name of the shard in which new schedules live; null for the shard that hashing gives for the schedule's name. */
    public ShardSettings withScheduleShard(@Nullable String scheduleShard) {
        return new ShardSettings(crossShardTransactions, scheduleShard);
    }

    public CrossShardTransactions crossShardTransactions() {
        return crossShardTransactions;
    }

    public @Nullable String scheduleShard() {
        return scheduleShard;
    }

    /** Answers to a task that belongs to another shard than the surrounding transaction. */
    public enum CrossShardTransactions {
        /** Refuse it. */
        REFUSE,
        /** Add it, and it commits by itself. */
        ALLOW
    }
}
