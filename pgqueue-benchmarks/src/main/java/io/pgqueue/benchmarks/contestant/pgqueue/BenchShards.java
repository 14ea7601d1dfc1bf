package io.pgqueue.benchmarks.contestant.pgqueue;

import io.pgqueue.benchmarks.server.BenchDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a contestant's shards.
 *
 * @param all the one that it was given first
 * @param sharded whether its queue has shards, be it a single one
 */
record BenchShards(List<BenchDatabase> all, boolean sharded) {

    /** The databases of further shards, as {@code port/name} with commas between; empty for a single shard. */
    static final String PROPERTY = "bench.shards";

    static BenchShards of(BenchDatabase first, Map<String, String> properties) {
        List<BenchDatabase> all = new ArrayList<>(List.of(first));
        @Nullable String others = properties.get(PROPERTY);
        if (others != null && !others.isEmpty()) {
            for (String other : others.split(",", -1)) {
                String[] parts = other.split("/", 2);
                all.add(new BenchDatabase(first.host(), Integer.parseInt(parts[0]), parts[1], first.user()));
            }
        }
        return new BenchShards(all, others != null);
    }

    /** What the application has to know of them. */
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; sharded && i < all.size(); i++) {
            String shard = "pgqueue.shards.shard-" + i;
            properties.put(shard + ".number", i);
            properties.put(shard + ".url", all.get(i).jdbcUrl());
            properties.put(shard + ".username", all.get(i).user());
        }
        return properties;
    }
}
