package io.pgqueue.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.pgqueue.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The enqueueing of tasks with one statement. Its carrier becomes headers of each of them. */
public final class TaskEnqueueContext extends SenderContext<Map<String, String>> {

    private final List<Task> tasks;
    private final boolean followUp;
    private volatile List<Long> taskIds = List.of(); // written before the observation is stopped

    /**
     * @param tasks at least one
     * @param followUp whether a handler wants them added with the end of its own task
     */
    public TaskEnqueueContext(List<Task> tasks, boolean followUp) {
        super((carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value), Kind.PRODUCER);
        this.tasks = List.copyOf(tasks);
        this.followUp = followUp;
        setCarrier(new LinkedHashMap<>());
        setRemoteServiceName("pgqueue");
    }

    /** As the caller gave them. */
    public List<Task> tasks() {
        return tasks;
    }

    /** Whether a handler wants them added with the end of its own task, which the observation does not wait for. */
    public boolean isFollowUp() {
        return followUp;
    }

    /** The ids that they have, in their order; empty while that is not known, and always for follow-ups. */
    public List<Long> taskIds() {
        return taskIds;
    }

    public void setTaskIds(List<Long> taskIds) {
        this.taskIds = List.copyOf(taskIds);
    }

    /** Their kind; {@code several} if they are not of one. */
    public String kind() {
        String first = tasks.get(0).kind();
        return tasks.stream().allMatch(task -> task.kind().equals(first)) ? first : "several";
    }
}
