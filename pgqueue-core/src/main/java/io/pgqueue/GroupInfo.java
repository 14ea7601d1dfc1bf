package io.pgqueue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A group of tasks as it stood when it was read; what transactions do to it shows with their commits. */
public interface GroupInfo {

    long id();

    /** As given by {@link TaskGroup#withName}. */
    @Nullable
    String name();

    /** Tasks that were added with the group. */
    int total();

    /** Tasks that wait or run. */
    int open();

    int succeeded();

    int cancelled();

    /** Tasks that have no attempts left. */
    int failed();

    Instant createdAt();

    /** When the group came to rest; null while a task is open. */
    @Nullable
    Instant finishedAt();

    /**
     * The id of the task that was added when all were done, or of the one that held its external key then; null as long as
     * not all are done, and for a group that has none.
     */
    @Nullable
    Long doneTaskId();

    /** The same of the task that was added last because some had failed for good. */
    @Nullable
    Long failedTaskId();
}
