package io.pgqueue.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.pgqueue.EnqueueResult;
import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.observation.TaskEnqueueContext;
import java.util.List;
import java.util.function.Function;

/** Observes the enqueueing of tasks, and gives them what continues the trace as headers. Thread-safe. */
final class EnqueueObservations implements QueueInstrumentation {

    private final ObservationRegistry registry;
    private final ObservationConvention<TaskEnqueueContext> convention;

    EnqueueObservations(ObservationRegistry registry, ObservationConvention<TaskEnqueueContext> convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public TaskQueue around(TaskQueue queue) {
        return new ObservedTaskQueue(queue, this);
    }

    @Override
    public Task followUp(Task task) {
        return observe(new TaskEnqueueContext(List.of(task), true), trace -> trace.onto(task), added -> List.of());
    }

    /**
     * Observes what enqueues tasks.
     *
     * @param tasks at least one
     * @param action is given what the tasks are to carry
     * @param results what its answer says of each task
     */
    <T> T observe(List<Task> tasks, Function<TraceHeaders, T> action, Function<T, List<EnqueueResult>> results) {
        return observe(new TaskEnqueueContext(tasks, false), action, results);
    }

    private <T> T observe(
            TaskEnqueueContext context, Function<TraceHeaders, T> action, Function<T, List<EnqueueResult>> results) {
        if (registry.isNoop()) {
            return action.apply(TraceHeaders.NONE);
        }
        Observation observation = Observation.start(convention, () -> context, registry);
        try (Observation.Scope scope = observation.openScope()) {
            T answer = action.apply(TraceHeaders.of(context.getCarrier()));
            context.setTaskIds(
                    results.apply(answer).stream().map(EnqueueResult::taskId).toList());
            return answer;
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }
}
