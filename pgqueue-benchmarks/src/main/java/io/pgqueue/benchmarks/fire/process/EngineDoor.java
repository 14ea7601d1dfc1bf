package io.pgqueue.benchmarks.fire.process;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.benchmarks.fire.ledger.CancelAnswer;
import io.pgqueue.benchmarks.fire.ledger.Kinds;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.OutboxEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application's: through the engine, with the worker's role. */
record EngineDoor(PgQueueEngine engine) implements Door {

    private static final String REASON = "under fire";

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
    public long addLater(String kind, Job job, Duration delay) {
        return engine.taskQueue().enqueue(Task.of(kind, job).withDelay(delay)).taskId();
    }

    @Override
    public Grouped addGroup(String kind, List<Job> jobs) {
        EnqueuedGroup group = engine.taskQueue()
                .enqueueGroup(TaskGroup.of(
                                jobs.stream().map(job -> Task.of(kind, job)).toList())
                        .whenDone(Task.of(Kinds.DONE, Job.NONE))
                        .whenFailed(Task.of(Kinds.FAILED, Job.NONE)));
        return new Grouped(
                group.groupId(),
                group.results().stream().map(EnqueueResult::taskId).toList());
    }

    @Override
    public CancelAnswer cancel(long task) {
        return engine.taskAdmin().cancel(task, REASON) ? CancelAnswer.ACCEPTED : CancelAnswer.NOTHING;
    }

    @Override
    public long publish(String aggregate, int place) {
        return engine.outbox().publish(OutboxEvent.of("fire", aggregate, "moved", place));
    }
}
