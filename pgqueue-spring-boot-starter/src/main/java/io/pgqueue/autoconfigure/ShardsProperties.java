package io.pgqueue.autoconfigure;

import io.pgqueue.engine.ShardSettings.CrossShardTransactions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of a task queue over several shards.
 *
 * @param shards Shards by name, matching [a-z0-9][a-z0-9-]{0,62}. The names decide which keys belong to which shard.
 *     Without any the queue is a single schema.
 */
@ConfigurationProperties("pgqueue")
record ShardsProperties(
        @DefaultValue Map<String, ShardProperties> shards,
        @DefaultValue Sharding sharding) {

    /**
     * How the shards make one queue.
     *
     * @param crossShardTransactions What to do with a task that belongs to another shard than the surrounding
     *     transaction: refuse it, or add it, which then commits by itself.
     * @param scheduleShard Name of the shard in which new schedules live. Without it each lives in the shard to which
     *     its name belongs.
     */
    record Sharding(
            @DefaultValue("refuse") CrossShardTransactions crossShardTransactions,
            @Nullable String scheduleShard) {}
}
