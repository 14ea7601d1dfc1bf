package io.pgqueue;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tasks to add together, with a task for when all of them are done, and one for when some have failed for good: immutable,
 * built by {@link #of} and {@code withX}. Added by {@link TaskQueue#enqueueGroup}.
 *
 * <p>A group comes to rest when none of its tasks waits or runs any more. If none has run out of attempts then, the task of
 * {@link #whenDone(Task)} is added, at most once; those that were cancelled count as done. Otherwise that of {@link
 * #whenFailed(Task)} is. A {@link TaskAdmin#retry retry} of a failed task opens the group again: it comes to rest once
 * more, and adds what is right then. So may a cancellation of the last failed task: then all are done.
 *
 * <p>Both are tasks like any others, of any kind, and their delays count from the moment in which the group came to rest.
 * Their headers also say of which group they are, and how its tasks ended: see {@link #GROUP_HEADER} and the others.
 */
public final class TaskGroup {

    /** The header with the group's id, as of {@link EnqueuedGroup#groupId()}. */
    public static final String GROUP_HEADER = "pgqueue-group";

    /** The header with the number of tasks in the group. */
    public static final String TOTAL_HEADER = "pgqueue-group-total";

    /** The header with the number of tasks that have succeeded. */
    public static final String SUCCEEDED_HEADER = "pgqueue-group-succeeded";

    /** The header with the number of tasks that were cancelled. */
    public static final String CANCELLED_HEADER = "pgqueue-group-cancelled";

    /** The header with the number of tasks that have no attempts left. */
    public static final String FAILED_HEADER = "pgqueue-group-failed";

    private final List<Task> tasks;
    private final @Nullable String name;
    private final @Nullable Task whenDone;
    private final @Nullable Task whenFailed;

    private TaskGroup(List<Task> tasks, @Nullable String name, @Nullable Task whenDone, @Nullable Task whenFailed) {
        this.tasks = tasks;
        this.name = name;
        this.whenDone = whenDone;
        this.whenFailed = whenFailed;
    }

    /** A group of any tasks, of any kinds; of none it is at rest at once. */
    public static TaskGroup of(Collection<Task> tasks) {
        return new TaskGroup(List.copyOf(tasks), null, null, null);
    }

    /**
     * What the group is called, for those who look at it; it need not be unique.
     *
     * @param name 1 to 255 characters
     */
    public TaskGroup withName(String name) {
        return new TaskGroup(tasks, Objects.requireNonNull(name, "name"), whenDone, whenFailed);
    }

    /**
     * A task to add when all are done. If another task holds its external key then, what its {@link Task#onDuplicate} says
     * is done.
     */
    public TaskGroup whenDone(Task whenDone) {
        return new TaskGroup(tasks, name, Objects.requireNonNull(whenDone, "whenDone"), whenFailed);
    }

    /**
     * A task to add each time when the group comes to rest with tasks that have no attempts left. One with an external key
     * is a duplicate of itself from the second time on, for as long as the first one is kept.
     */
    public TaskGroup whenFailed(Task whenFailed) {
        return new TaskGroup(tasks, name, whenDone, Objects.requireNonNull(whenFailed, "whenFailed"));
    }

    /** The tasks, in their order; unmodifiable. */
    public List<Task> tasks() {
        return tasks;
    }

    public @Nullable String name() {
        return name;
    }

    public @Nullable Task whenDone() {
        return whenDone;
    }

    public @Nullable Task whenFailed() {
        return whenFailed;
    }

    /** Name and size; never a payload. */
    @Override
    public String toString() {
        return "TaskGroup[name=" + name + ", tasks=" + tasks.size() + ']';
    }
}
