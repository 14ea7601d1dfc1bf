package io.pgqueue.autoconfigure.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.pgqueue.KindLimits;
import io.pgqueue.KindOverrides;
import io.pgqueue.KindThroughput;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.KindDescriptor;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor.OptionsDescriptor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Kinds as the page reads them. */
final class KindViews {

    private KindViews() {}

    /** @param capacity of all instances that live; null if that is not known */
    record Kind(
            String name,
            @Nullable Instant pausedAt,
            Map<String, Long> counts,
            @Nullable Instant oldestRunnable,
            @Nullable Instant sampledAt,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            Integer capacity,

            Overrides overrides,
            LastHour lastHour) {
        static Kind of(KindInfo kind, @Nullable Integer capacity, LastHour lastHour) {
            return new Kind(
                    kind.name(),
                    kind.pausedAt(),
                    KindDescriptor.counts(kind),
                    kind.oldestRunnable(),
                    kind.sampledAt(),
                    capacity,
                    Overrides.of(kind.overrides()),
                    lastHour);
        }
    }

    record Overrides(
            @Nullable Integer workerCount,
            @Nullable Duration terminalTtlMs,
            @Nullable Limits limits) {
        static Overrides of(KindOverrides set) {
            KindLimits limits = set.limits();
            return new Overrides(set.workerCount(), set.terminalTtl(), limits == null ? null : Limits.of(limits));
        }
    }

    /** @param waitedMs and {@code ranMs}: the mean over attempts; null if there was none */
    record LastHour(
            long succeeded,
            long failed,
            long enqueued,
            long attempts,
            @Nullable Long waitedMs,
            @Nullable Long ranMs) {

        static final LastHour NOTHING = new LastHour(0, 0, 0, 0, null, null);

        static LastHour of(List<KindThroughput> buckets) {
            long attempts = sum(buckets, KindThroughput::attempts);
            return new LastHour(
                    sum(buckets, KindThroughput::succeeded),
                    sum(buckets, KindThroughput::failed),
                    sum(buckets, KindThroughput::enqueued),
                    attempts,
                    mean(sum(buckets, bucket -> bucket.waited().toMillis()), attempts),
                    mean(sum(buckets, bucket -> bucket.ran().toMillis()), attempts));
        }

        private static long sum(List<KindThroughput> buckets, ToLongFunction<KindThroughput> number) {
            return buckets.stream().mapToLong(number).sum();
        }

        private static @Nullable Long mean(long sum, long count) {
            return count == 0 ? null : sum / count;
        }
    }

    record Limits(
            @Nullable Integer maxRunning,
            @Nullable Integer maxStarted,
            @Nullable Duration periodMs,
            @Nullable Integer maxRunningPerPartition,
            @Nullable Integer maxStartedPerPartition,
            @Nullable Duration periodPerPartitionMs) {
        static Limits of(KindLimits limits) {
            return new Limits(
                    limits.maxRunning(),
                    limits.maxStarted(),
                    limits.period(),
                    limits.maxRunningPerPartition(),
                    limits.maxStartedPerPartition(),
                    limits.periodPerPartition());
        }
    }

    /**
     * All of a kind; its row is written as if its fields were here.
     *
     * @param options in force on this instance; null if it has no handler of the kind
     */
    record Detail(
            @JsonUnwrapped Kind kind, @Nullable OptionsDescriptor options, Limits limits, List<Instance> instances) {}

    /**
     * An instance that lives.
     *
     * @param running tasks of the kind that it had begun at its last beat; null if more tasks run on its shard than are
     *     looked up
     * @param workers how many it runs at once; null while it has not said so
     */
    record Instance(
            int id,
            String name,
            @Nullable String shard,
            Instant lastBeatAt,
            @Nullable Long running,
            @Nullable Integer workers) {}
}
