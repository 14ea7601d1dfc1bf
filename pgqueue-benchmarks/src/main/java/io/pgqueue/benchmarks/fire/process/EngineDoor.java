package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.Task;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.OutboxEvent;
import org.jspecify.annotations.Nullable;

/** An application's: through the engine, with the worker's role. */
record EngineDoor(PgQueueEngine engine) implements Door {

    @Override
    public long add(String kind, Job job, @Nullable String externalKey, @Nullable String orderingKey) {
        Task task = Task.of(kind, job);
        if (externalKey != null) {
            task = task.withExternalKey(externalKey);
        }
        if (orderingKey != null) {
            task = task.withOrderingKey(orderingKey);
        }
        return engine.taskQueue().enqueue(task).taskId();
    }

    @Override
    public long publish(String aggregate, int place) {
        return engine.outbox().publish(OutboxEvent.of("fire", aggregate, "moved", place));
    }
}
