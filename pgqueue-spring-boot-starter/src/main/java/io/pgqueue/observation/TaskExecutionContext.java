package io.pgqueue.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskQueueListener.AttemptOutcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An attempt of a task, from the call of its handler until its outcome is known. Its carrier is the task's headers. */
public final class TaskExecutionContext extends ReceiverContext<Map<String, String>> {

    private final TaskContext task;
    private final boolean linked;
    private volatile @Nullable AttemptOutcome outcome; // written before the observation is stopped

    /** @param linked whether the trace of the task's enqueueing is linked to, and not continued */
    public TaskExecutionContext(TaskContext task, boolean linked) {
        super(Map::get, Kind.CONSUMER);
        this.task = task;
        this.linked = linked;
        setCarrier(task.headers());
    }

    public TaskContext task() {
        return task;
    }

    /** Whether the task was enqueued to run later, so that its trace is its own, with a link. */
    public boolean isLinked() {
        return linked;
    }

    /** How the attempt ended; null while it runs. */
    public @Nullable AttemptOutcome outcome() {
        return outcome;
    }

    public void setOutcome(AttemptOutcome outcome) {
        this.outcome = outcome;
    }
}
