package io.pgqueue.internal.shard;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.TaskGroup;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which task decides for a group: the first that has a shard key, with which all others that have one have to agree. */
final class KeyedTask {

    private KeyedTask() {}

    /**
     * The task that decides, of those of a group and those for its end; null if none has a shard key.
     *
     * @throws InvalidTaskException if they have different shard keys
     */
    static @Nullable Task of(TaskGroup group) {
        Task keyed = null;
        List<Task> tasks = group.tasks();
        for (int i = 0; i < tasks.size(); i++) {
            int position = i + 1;
            keyed = agreed(keyed, tasks.get(i), () -> "task " + position + " of " + tasks.size());
        }
        keyed = agreed(keyed, group.whenDone(), () -> "whenDone");
        return agreed(keyed, group.whenFailed(), () -> "whenFailed");
    }

    /** @param place says where {@code next} is, for messages */
    private static @Nullable Task agreed(@Nullable Task keyed, @Nullable Task next, Supplier<String> place) {
        if (next == null || next.shardKey() == null) {
            return keyed;
        }
        if (keyed == null) {
            return next;
        }
        if (!Objects.equals(keyed.shardKey(), next.shardKey())) {
            throw new InvalidTaskException(
                    "shardKey",
                    place.get() + ": shardKey is '" + next.shardKey() + "', but that of a task before it is '"
                            + keyed.shardKey()
                            + "'; a group is in one shard with all its tasks and those for its end, so"
                            + " give them the same shard key, or none");
        }
        return keyed;
    }
}
