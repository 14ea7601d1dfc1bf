package io.pgqueue.autoconfigure.actuate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint {@code pgqueue} answers where there are shards.
 *
 * @param shards by name
 */
public record ShardsDescriptor<T>(Map<String, ShardDescriptor<T>> shards) {

    /**
     * A shard.
     *
     * @param open whether it has been opened by this instance
     * @param replica whether kinds and workers were read from a replica, which may lag behind
     * @param error why it did not answer; null if it did
     * @param queue its answer; null if it did not answer, or has none
     */
    public record ShardDescriptor<T>(
            int number,
            boolean open,
            boolean replica,
            @Nullable String error,
            @Nullable T queue) {}
}
