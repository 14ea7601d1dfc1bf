package io.pgqueue.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Limits of a kind for all instances together.
 *
 * @param maxRunning Most tasks of the kind that run at once; 1 to 1000000.
 * @param maxStarted Most tasks of the kind that are started in any period; 1 to 1000000.
 * @param period Length of the period of max-started; 1ms to 365d.
 * @param perPartition The same for each partition, which tasks name by their partition key.
 */
record LimitProperties(
        @Nullable Integer maxRunning,
        @Nullable Integer maxStarted,
        @Nullable Duration period,
        @NestedConfigurationProperty @Nullable PerPartition perPartition) {

    /**
     * Limits of each partition of a kind.
     *
     * @param maxRunning Most tasks of one partition that run at once; 1 to 1000000.
     * @param maxStarted Most tasks of one partition that are started in any period; 1 to 1000000.
     * @param period Length of the period of max-started of a partition; 1ms to 365d.
     */
    record PerPartition(
            @Nullable Integer maxRunning,
            @Nullable Integer maxStarted,
            @Nullable Duration period) {}
}
