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

    /** @param tasks at least one */
    public TaskEnqueueContext(List<Task> tasks) {
        super((carrier, name, value) -> Objects.requireNonNull(carrier).put(name, value), Kind.PRODUCER);
        this.tasks = List.copyOf(tasks);
        setCarrier(new LinkedHashMap<>());
        setRemoteServiceName("pgqueue");
    }

    /** As the caller gave them. */
    public List<Task> tasks() {
        return tasks;
    }

    /** Their kind; {@code several} if they are not of one. */
    public String kind() {
        String first = tasks.get(0).kind();
        return tasks.stream().allMatch(task -> task.kind().equals(first)) ? first : "several";
    }
}
