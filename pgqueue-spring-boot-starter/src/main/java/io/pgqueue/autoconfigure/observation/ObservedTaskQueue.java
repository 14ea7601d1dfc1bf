package io.pgqueue.autoconfigure.observation;

import io.pgqueue.EnqueueResult;
import io.pgqueue.EnqueuedGroup;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A queue whose tasks carry the trace in which they were enqueued; however many are added at once are observed once. */
record ObservedTaskQueue(TaskQueue queue, EnqueueObservations observations) implements TaskQueue {

    @Override
    public EnqueueResult enqueue(Task task) {
        return observations.observe(List.of(task), trace -> queue.enqueue(trace.onto(task)), List::of);
    }

    @Override
    public List<EnqueueResult> enqueueAll(Collection<Task> tasks) {
        if (tasks.isEmpty()) {
            return queue.enqueueAll(tasks);
        }
        List<Task> all = List.copyOf(tasks);
        return observations.observe(
                all, trace -> queue.enqueueAll(all.stream().map(trace::onto).toList()), results -> results);
    }

    @Override
    public EnqueuedGroup enqueueGroup(TaskGroup group) {
        return observations.observe(
                group.tasks(), trace -> queue.enqueueGroup(carrying(group, trace)), EnqueuedGroup::results);
    }

    @Override
    public Optional<TaskInfo> find(String kind, String externalKey) {
        return queue.find(kind, externalKey);
    }

    @Override
    public boolean cancel(String kind, String externalKey, String reason) {
        return queue.cancel(kind, externalKey, reason);
    }

    private static TaskGroup carrying(TaskGroup group, TraceHeaders trace) {
        TaskGroup carrying =
                TaskGroup.of(group.tasks().stream().map(trace::onto).toList());
        String name = group.name();
        Task whenDone = group.whenDone();
        Task whenFailed = group.whenFailed();
        carrying = name == null ? carrying : carrying.withName(name);
        carrying = whenDone == null ? carrying : carrying.whenDone(trace.linkedOnto(whenDone));
        return whenFailed == null ? carrying : carrying.whenFailed(trace.linkedOnto(whenFailed));
    }
}
