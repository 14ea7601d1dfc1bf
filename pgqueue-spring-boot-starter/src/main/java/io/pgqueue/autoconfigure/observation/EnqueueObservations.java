package io.pgqueue.autoconfigure.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.observation.TaskEnqueueContext;
import io.pgqueue.observation.TaskEnqueueConvention;
import java.util.List;
import java.util.function.Function;

/** Observes the enqueueing of tasks, and gives them what continues the trace as headers. Thread-safe. */
final class EnqueueObservations implements QueueInstrumentation {

    private final ObservationRegistry registry;
    private final TaskEnqueueConvention convention;

    EnqueueObservations(ObservationRegistry registry, TaskEnqueueConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public TaskQueue around(TaskQueue queue) {
        return new ObservedTaskQueue(queue, this);
    }

    @Override
    public Task followUp(Task task) {
        return observe(List.of(task), trace -> trace.onto(task));
    }

    /**
     * Observes what enqueues tasks.
     *
     * @param tasks at least one
     * @param action is given what the tasks are to carry
     */
    <T> T observe(List<Task> tasks, Function<TraceHeaders, T> action) {
        if (registry.isNoop()) {
            return action.apply(TraceHeaders.NONE);
        }
        TaskEnqueueContext context = new TaskEnqueueContext(tasks);
        Observation observation = Observation.start(convention, () -> context, registry);
        try (Observation.Scope scope = observation.openScope()) {
            return action.apply(TraceHeaders.of(context.getCarrier()));
        } catch (RuntimeException | Error e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }
}
