package io.pgqueue.observation;

import io.micrometer.observation.Observation;
import io.pgqueue.TaskContext;
import java.util.List;

/** A call of a batch handler. */
public final class TaskBatchContext extends Observation.Context {

    private final List<TaskContext> tasks;

    /** @param tasks at least one, all of one kind */
    public TaskBatchContext(List<TaskContext> tasks) {
        this.tasks = List.copyOf(tasks);
    }

    public List<TaskContext> tasks() {
        return tasks;
    }

    public String kind() {
        return tasks.get(0).kind();
    }
}
