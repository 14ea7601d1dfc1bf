package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.KindOptions;
import io.pgqueue.KindOverrides;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskAdmin.WorkerInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.EngineState;
import io.pgqueue.engine.EngineState.KindState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint {@code pgqueue} answers. The names of its fields are promised; there may be more of them later.
 *
 * @param processing this instance
 * @param kinds by name, of the whole cluster
 * @param workers the instances that are alive, and those that ended within the last day
 * @param outbox null while there never was an event, and this instance has no sink
 */
public record QueueDescriptor(
        ProcessingDescriptor processing,
        Map<String, KindDescriptor> kinds,
        List<WorkerDescriptor> workers,
        @Nullable OutboxDescriptor outbox) {

    /** How this instance is doing; times are its own. */
    public record ProcessingDescriptor(
            boolean running,
            @Nullable Integer workerId,
            boolean listening,
            @Nullable Instant lastPollAt,
            @Nullable Instant lastBeatAt,
            @Nullable String lastError,
            int unrecordedOutcomes) {

        static ProcessingDescriptor of(EngineState state) {
            return new ProcessingDescriptor(
                    state.running(),
                    state.workerId(),
                    state.listening(),
                    state.lastPollAt(),
                    state.lastBeatAt(),
                    state.lastError(),
                    state.unrecorded());
        }
    }

    /**
     * A kind.
     *
     * @param counts of tasks by status in lower case, as they were at {@code sampledAt}
     * @param sampledAt when the counts were taken; null if never
     * @param oldestRunnable since when the oldest task that could run has been waiting; null if none could
     * @param capacity how many may run at once on all instances that live; null if one of them does not say
     * @param workers of this instance; null if it has no handler of the kind
     * @param options in force on this instance; null if it has no handler of the kind
     * @param overrides what was set at run time; null if nothing was
     */
    public record KindDescriptor(
            boolean paused,
            @Nullable Instant pausedAt,
            Map<String, Long> counts,
            @Nullable Instant sampledAt,
            @Nullable Instant oldestRunnable,
            @Nullable Integer capacity,
            @Nullable WorkersDescriptor workers,
            @Nullable OptionsDescriptor options,
            @Nullable OverridesDescriptor overrides) {

        public static Map<String, Long> counts(KindInfo kind) {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (TaskStatus status : TaskStatus.values()) {
                counts.put(status.name().toLowerCase(Locale.ROOT), kind.count(status));
            }
            return counts;
        }
    }

    /**
     * What was set for a kind at run time.
     *
     * @param limits in words; null if none were set
     */
    public record OverridesDescriptor(
            @Nullable Integer workerCount,
            @Nullable Duration terminalTtl,
            @Nullable String limits) {

        static @Nullable OverridesDescriptor of(KindOverrides overrides) {
            return overrides.isEmpty()
                    ? null
                    : new OverridesDescriptor(
                            overrides.workerCount(),
                            overrides.terminalTtl(),
                            overrides.limits() == null
                                    ? null
                                    : overrides.limits().toString());
        }
    }

    /** Workers of a kind on this instance. */
    public record WorkersDescriptor(int size, int busy, int buffered, int stuck) {

        static WorkersDescriptor of(KindState state) {
            return new WorkersDescriptor(state.workers(), state.busy(), state.buffered(), state.stuck());
        }
    }

    /** Options of a kind after all layers; where one comes from a supplier, what it says now. */
    public record OptionsDescriptor(
            @Nullable Integer workerCount,
            @Nullable Integer maxAttempts,
            @Nullable Duration attemptTimeout,
            @Nullable Integer maxErrorMessages,
            @Nullable Duration terminalTtl,
            @Nullable Duration transitionLogTtl,
            @Nullable Duration pollInterval,
            @Nullable Integer claimSize,
            @Nullable Integer batchSize,
            @Nullable Duration batchLinger,
            @Nullable Boolean transactional,
            @Nullable Boolean skipExhausted,
            @Nullable Integer maxDeaths,
            List<String> noRetryFor) {

        public static OptionsDescriptor of(KindOptions options) {
            IntSupplier workerCount = options.workerCount();
            Supplier<Duration> terminalTtl = options.terminalTtl();
            List<Class<? extends Throwable>> noRetryFor = options.noRetryFor();
            return new OptionsDescriptor(
                    workerCount == null ? null : workerCount.getAsInt(),
                    options.maxAttempts(),
                    options.attemptTimeout(),
                    options.maxErrorMessages(),
                    terminalTtl == null ? null : terminalTtl.get(),
                    options.transitionLogTtl(),
                    options.pollInterval(),
                    options.claimSize(),
                    options.batchSize(),
                    options.batchLinger(),
                    options.transactional(),
                    options.skipExhausted(),
                    options.maxDeaths(),
                    noRetryFor == null
                            ? List.of()
                            : noRetryFor.stream().map(Class::getName).toList());
        }
    }

    /**
     * An instance that runs, or ran, tasks; times are the database's.
     *
     * @param workerCounts how many tasks it runs at once, by kind; null while it has not said so
     */
    public record WorkerDescriptor(
            int id,
            String name,
            Instant startedAt,
            Instant lastBeatAt,
            @Nullable Instant endedAt,
            int running,
            @Nullable Map<String, Integer> workerCounts) {

        static WorkerDescriptor of(WorkerInfo worker) {
            return new WorkerDescriptor(
                    worker.id(),
                    worker.name(),
                    worker.startedAt(),
                    worker.lastBeatAt(),
                    worker.endedAt(),
                    worker.running(),
                    worker.workerCounts());
        }
    }
}
