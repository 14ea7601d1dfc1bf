package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.pgqueue.TaskQueueListener;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/**
 * Times each attempt that ends here, {@code pgqueue.task.wait} and {@code pgqueue.task.execution}, and sizes each claim,
 * {@code pgqueue.claim.size}. Runs once an attempt, so timers are found by kind and then by outcome, without making a key.
 */
final class TaskTimers implements TaskQueueListener, Ordered {

    private final Supplier<MeterRegistry> registry;
    private final Tags tags;
    private final Predicate<FinishedAttempt> timed;
    private final ConcurrentMap<String, KindTimers> kinds = new ConcurrentHashMap<>();
    private volatile @Nullable DistributionSummary claims; // written with the first claim

    /**
     * @param tags of each timer, beside its own
     * @param timed whether the observation of an attempt times its execution, so that this does not
     */
    TaskTimers(Supplier<MeterRegistry> registry, Tags tags, Predicate<FinishedAttempt> timed) {
        this.registry = registry;
        this.tags = tags;
        this.timed = timed;
    }

    /** Before the listener that ends observations, see {@code AttemptObservations}. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onClaimed(ClaimedTasks claim) {
        DistributionSummary present = claims;
        if (present == null) {
            // the registry answers with the same one, however many ask
            present = DistributionSummary.builder("pgqueue.claim.size")
                    .description("Tasks that a claim took, of those that took any")
                    .baseUnit("tasks")
                    .tags(tags)
                    .register(registry.get());
            claims = present;
        }
        present.record(claim.tasks());
    }

    @Override
    public void onAttemptFinished(FinishedAttempt attempt) {
        KindTimers timers = kinds.get(attempt.kind());
        if (timers == null) {
            timers = kinds.computeIfAbsent(
                    attempt.kind(), kind -> new KindTimers(registry.get(), tags.and("kind", kind)));
        }
        timers.wait.record(attempt.waited());
        if (!timed.test(attempt)) {
            timers.recordExecution(attempt);
        }
    }

    private static final class KindTimers {
        private final MeterRegistry registry;
        private final Tags tags;
        private final Timer wait;

        /** Without an error, by outcome; each is made when it first happens. Replaced under the lock of this, never changed. */
        private volatile Map<AttemptOutcome, Timer> executions = new EnumMap<>(AttemptOutcome.class);

        KindTimers(MeterRegistry registry, Tags tags) {
            this.registry = registry;
            this.tags = tags;
            this.wait = Timer.builder("pgqueue.task.wait")
                    .description("Time from when a task could run until its handler was called")
                    .tags(tags)
                    .register(registry);
        }

        void recordExecution(FinishedAttempt attempt) {
            Throwable error = attempt.error();
            if (error != null) {
                execution(attempt.outcome(), error.getClass().getSimpleName()).record(attempt.ran());
                return;
            }
            Timer execution = executions.get(attempt.outcome());
            (execution == null ? add(attempt.outcome()) : execution).record(attempt.ran());
        }

        /** With the tag that Micrometer gives each timer of an observation. */
        private Timer execution(AttemptOutcome outcome, String error) {
            return Timer.builder("pgqueue.task.execution")
                    .description("Time that attempts took")
                    .tags(tags)
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .tag("error", error)
                    .register(registry);
        }

        private synchronized Timer add(AttemptOutcome outcome) {
            Timer timer = execution(outcome, "none");
            Map<AttemptOutcome, Timer> more = new EnumMap<>(executions);
            more.put(outcome, timer);
            executions = more;
            return timer;
        }
    }
}
