package io.pgqueue.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.observation.TaskBatchContext;
import io.pgqueue.observation.TaskExecutionContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/**
 * Observes each attempt, from before the other interceptors until it is known how it ended: that is after the commit of a
 * transactional one. A batch is observed as one call; its attempts are not. Thread-safe.
 */
public final class AttemptObservations implements TaskInterceptor, TaskQueueListener, Ordered {

    private final ObservationRegistry registry;
    private final ObservationConvention<TaskExecutionContext> convention;
    private final ObservationConvention<TaskBatchContext> batchConvention;
    private final ConcurrentMap<AttemptKey, Observed> running = new ConcurrentHashMap<>();

    AttemptObservations(
            ObservationRegistry registry,
            ObservationConvention<TaskExecutionContext> convention,
            ObservationConvention<TaskBatchContext> batchConvention) {
        this.registry = registry;
        this.convention = convention;
        this.batchConvention = batchConvention;
    }

    /** As an interceptor the outermost; as a listener one of the first, after the timers, which ask about what it ends. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    @Override
    public @Nullable Object around(TaskContext task, Callable<@Nullable Object> work) throws Exception {
        if (registry.isNoop()) {
            return work.call();
        }
        TaskExecutionContext context = new TaskExecutionContext(task, TraceHeaders.isLink(task.headers()));
        Observation observation = Observation.start(convention, () -> context, registry);
        if (observation.isNoop()) {
            return work.call();
        }
        running.put(new AttemptKey(task.taskId(), task.attempt()), new Observed(observation, context));
        try (Observation.Scope scope = observation.openScope()) {
            return work.call();
        }
    }

    @Override
    public void aroundBatch(List<TaskContext> tasks, Callable<@Nullable Object> work) throws Exception {
        Observation.start(batchConvention, () -> new TaskBatchContext(tasks), registry)
                .observeChecked(() -> work.call());
    }

    @Override
    public void onAttemptFinished(FinishedAttempt attempt) {
        Observed observed = running.remove(AttemptKey.of(attempt));
        if (observed == null) {
            return;
        }
        observed.context.setOutcome(attempt.outcome());
        Throwable error = attempt.error();
        if (error != null) {
            observed.observation.error(error);
        }
        observed.observation.stop();
    }

    /** What is known to the handlers of the observation of an attempt that is ending; null if it has none. */
    public Observation.@Nullable ContextView contextOf(FinishedAttempt attempt) {
        Observed observed = running.get(AttemptKey.of(attempt));
        return observed == null ? null : observed.context;
    }

    private record AttemptKey(long taskId, int attempt) {

        static AttemptKey of(FinishedAttempt attempt) {
            return new AttemptKey(attempt.taskId(), attempt.attempt());
        }
    }

    private record Observed(Observation observation, TaskExecutionContext context) {}
}
