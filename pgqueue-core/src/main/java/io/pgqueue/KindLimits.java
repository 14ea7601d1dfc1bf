package io.pgqueue;

import java.time.Duration;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of a kind all instances together run at once, and how many they start in any period; for the kind as a
 * whole, and for each partition of it ({@link Task#withPartitionKey}). Tasks beyond a limit wait. Immutable; built by
 * {@link #none()} and {@code withX}, of which each checks its bounds.
 *
 * <p>What counts as running is what the database says: from the claim until an outcome is recorded, a dead worker's tasks
 * until their rescue. Each attempt counts as a start, a prefetched task that was given back as well.
 */
public final class KindLimits {

    private static final KindLimits NONE = new KindLimits(null, null, null, null, null, null);

    private final @Nullable Integer maxRunning;
    private final @Nullable Integer maxStarted;
    private final @Nullable Duration period;
    private final @Nullable Integer maxRunningPerPartition;
    private final @Nullable Integer maxStartedPerPartition;
    private final @Nullable Duration periodPerPartition;

    private KindLimits(
            @Nullable Integer maxRunning,
            @Nullable Integer maxStarted,
            @Nullable Duration period,
            @Nullable Integer maxRunningPerPartition,
            @Nullable Integer maxStartedPerPartition,
            @Nullable Duration periodPerPartition) {
        this.maxRunning = maxRunning;
        this.maxStarted = maxStarted;
        this.period = period;
        this.maxRunningPerPartition = maxRunningPerPartition;
        this.maxStartedPerPartition = maxStartedPerPartition;
        this.periodPerPartition = periodPerPartition;
    }

    /** No limit. */
    public static KindLimits none() {
        return NONE;
    }

    /** Most tasks of the kind that run at once: 1 to 1,000,000. */
    public KindLimits withMaxRunning(int maxRunning) {
        return new KindLimits(
                OptionBounds.LIMIT.check("maxRunning", maxRunning),
                maxStarted,
                period,
                maxRunningPerPartition,
                maxStartedPerPartition,
                periodPerPartition);
    }

    /**
     * Most tasks of the kind that are started in any period of this length, wherever it begins.
     *
     * @param maxStarted 1 to 1,000,000
     * @param period 1 ms to 365 days
     */
    public KindLimits withMaxStarted(int maxStarted, Duration period) {
        return new KindLimits(
                maxRunning,
                OptionBounds.LIMIT.check("maxStarted", maxStarted),
                OptionBounds.LIMIT_PERIOD.check("period", period),
                maxRunningPerPartition,
                maxStartedPerPartition,
                periodPerPartition);
    }

    /** Most tasks of one partition that run at once: 1 to 1,000,000. */
    public KindLimits withMaxRunningPerPartition(int maxRunning) {
        return new KindLimits(
                this.maxRunning,
                maxStarted,
                period,
                OptionBounds.LIMIT.check("maxRunningPerPartition", maxRunning),
                maxStartedPerPartition,
                periodPerPartition);
    }

    /** Most tasks of one partition that are started in any period of this length; bounds as for the kind. */
    public KindLimits withMaxStartedPerPartition(int maxStarted, Duration period) {
        return new KindLimits(
                maxRunning,
                this.maxStarted,
                this.period,
                maxRunningPerPartition,
                OptionBounds.LIMIT.check("maxStartedPerPartition", maxStarted),
                OptionBounds.LIMIT_PERIOD.check("periodPerPartition", period));
    }

    /** These limits, with those of {@code defaults} where these have none. */
    public KindLimits orElse(KindLimits defaults) {
        return new KindLimits(
                maxRunning != null ? maxRunning : defaults.maxRunning,
                maxStarted != null ? maxStarted : defaults.maxStarted,
                maxStarted != null ? period : defaults.period,
                maxRunningPerPartition != null ? maxRunningPerPartition : defaults.maxRunningPerPartition,
                maxStartedPerPartition != null ? maxStartedPerPartition : defaults.maxStartedPerPartition,
                maxStartedPerPartition != null ? periodPerPartition : defaults.periodPerPartition);
    }

    public @Nullable Integer maxRunning() {
        return maxRunning;
    }

    public @Nullable Integer maxStarted() {
        return maxStarted;
    }

    /** The period of {@link #maxStarted}; null with it. */
    public @Nullable Duration period() {
        return period;
    }

    public @Nullable Integer maxRunningPerPartition() {
        return maxRunningPerPartition;
    }

    public @Nullable Integer maxStartedPerPartition() {
        return maxStartedPerPartition;
    }

    /** The period of {@link #maxStartedPerPartition}; null with it. */
    public @Nullable Duration periodPerPartition() {
        return periodPerPartition;
    }

    /** Whether partitions have limits of their own. */
    public boolean hasPartitions() {
        return maxRunningPerPartition != null || maxStartedPerPartition != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KindLimits that
                && Objects.equals(maxRunning, that.maxRunning)
                && Objects.equals(maxStarted, that.maxStarted)
                && Objects.equals(period, that.period)
                && Objects.equals(maxRunningPerPartition, that.maxRunningPerPartition)
                && Objects.equals(maxStartedPerPartition, that.maxStartedPerPartition)
                && Objects.equals(periodPerPartition, that.periodPerPartition);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                maxRunning, maxStarted, period, maxRunningPerPartition, maxStartedPerPartition, periodPerPartition);
    }

    /** Those that there are, in words. */
    @Override
    public String toString() {
        StringJoiner words = new StringJoiner(", ", "KindLimits[", "]");
        add(words, "maxRunning", maxRunning);
        add(words, "maxStarted", maxStarted);
        add(words, "period", period);
        add(words, "maxRunningPerPartition", maxRunningPerPartition);
        add(words, "maxStartedPerPartition", maxStartedPerPartition);
        add(words, "periodPerPartition", periodPerPartition);
        return words.toString();
    }

    private static void add(StringJoiner words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name + "=" + value);
        }
    }
}
