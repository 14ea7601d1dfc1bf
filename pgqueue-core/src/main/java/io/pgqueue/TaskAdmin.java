package io.pgqueue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does to tasks and kinds. Like {@link TaskQueue} it joins the caller's transaction, if there is one
 * on the queue's {@code DataSource}. Thread-safe.
 */
public interface TaskAdmin extends QueueReads {

    /** Finds a task by its id, live or closed. */
    Optional<TaskInfo> find(long taskId);

    /**
     * The log of a task's transitions, the oldest first; each was written in the transaction of its transition, and is kept
     * for the TTL of its kind's log, whether or not the task still is. Empty for a task that was added while its kind had no
     * log, see {@link KindOptions#withTransitionLogTtl}.
     */
    List<TaskTransition> transitions(long taskId);

    /**
     * What handlers said of a task, the oldest first; empty if nothing, or if there is no such task. See {@link
     * TaskContext#log}.
     */
    List<TaskLogLine> logs(long taskId);

    /**
     * Finds a group of tasks. One that came to rest without failures is kept for 72 hours, or as long as the kind that keeps
     * its closed tasks longest; one with tasks that have no attempts left for as long as these are.
     */
    Optional<GroupInfo> group(long groupId);

    /**
     * Gives tasks that have no attempts left further ones, the longest failed first; they can run at once.
     *
     * @param attempts how many more each gets, 1 to 1,000,000
     * @param limit most tasks to retry, 1 to 1,000,000
     * @return how many were
     * @throws UnknownKindException if nobody knows the kind
     */
    int retry(String kind, int attempts, int limit);

    /**
     * The same for one task.
     *
     * @return false if there is no such task, it has not failed for good, or its key has gone to a newer task
     */
    boolean retry(long taskId, int attempts);

    /** As {@link TaskQueue#cancel}, by id. */
    boolean cancel(long taskId, String reason);

    /** Makes a waiting task available at once; false if there is none with this id. */
    boolean runNow(long taskId);

    /**
     * Stops all instances from claiming tasks of the kind, until {@link #resume}; what runs goes on. Holds across
     * restarts. Tasks can be added all the same.
     *
     * @return false if it was paused already
     * @throws UnknownKindException if nobody knows the kind
     */
    boolean pause(String kind);

    /** Ends a pause; false if there was none. */
    boolean resume(String kind);

    /**
     * Sets limits of a kind for the whole cluster, in place of those that its instances declare, all of them; none lifts
     * them. They hold for every claim that begins after the commit, and across restarts. What runs goes on and counts.
     *
     * @throws UnknownKindException if nobody knows the kind
     */
    void setLimits(String kind, KindLimits limits);

    /** Goes back to the limits that the kind's instances declare; false if none were set. */
    boolean resetLimits(String kind);

    /** The limits of a kind that are in force. */
    KindLimits limits(String kind);

    /**
     * A kind as the database knows it. The counts are samples of {@link #sampledAt}; those of tasks that succeeded or were
     * cancelled may be older, up to a hundred times as long as they take to count.
     */
    interface KindInfo {
        String name();

        /** Since when it is paused; null if it is not. */
        @Nullable
        Instant pausedAt();

        long count(TaskStatus status);

        /** The time since which the oldest task that could run has been waiting; null if none could. */
        @Nullable
        Instant oldestRunnable();

        /** When the counts were taken; null if never. */
        @Nullable
        Instant sampledAt();
    }

    /** An instance that runs, or ran, tasks. */
    interface WorkerInfo {
        int id();

        /** Host name and process id. */
        String name();

        Instant startedAt();

        Instant lastBeatAt();

        /** When it stopped or was declared dead; null while it lives. */
        @Nullable
        Instant endedAt();

        /** Tasks that it was running at its last beat. */
        int running();
    }
}
