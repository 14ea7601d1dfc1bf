package io.pgqueue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
     * Finds the tasks that a filter matches: first those that are live, the newest first by their ids, then those that are
     * closed, the last closed first; tasks that hold a wanted external key come before all others. Fast for kinds, statuses,
     * an external key and the time of closing, whatever the number of tasks. Where further conditions leave few of many, it
     * searches for at most about two seconds, returns what it has found by then, and says where to go on.
     *
     * @param cursor where the page before ended ({@link TaskPage#next}, with the same filter); null for the first
     * @param limit most tasks to return, 1 to 1,000
     * @throws UnknownKindException if nobody knows a kind of the filter
     * @throws IllegalArgumentException if the cursor is none of ours, or the filter's payload is no JSON
     */
    TaskPage find(TaskFilter filter, @Nullable String cursor, int limit);

    /**
     * Counts the tasks that a filter matches, in at most about two seconds. Of what the operations below would change of them
     * {@link BulkAction#changeable} makes the filter.
     *
     * @param most up to which to count, 1 to 1,000,000; a count that stops there is not exact
     */
    TaskCount count(TaskFilter filter, int most);

    /**
     * Gives the tasks without attempts left that a filter matches further ones, in the order of
     * {@link #find(TaskFilter, String, int)}, as {@link #retry(long, int)} does. Outside of a transaction it commits every
     * few hundred tasks, so that what it has done stays done; and it returns after about five seconds, and says where to go
     * on.
     *
     * @param cursor null to begin, then {@link BulkResult#next}
     * @param limit most tasks to change, 1 to 1,000,000
     */
    BulkResult retryAll(TaskFilter filter, int attempts, @Nullable String cursor, int limit);

    /** As {@link #cancel}, for all that a filter matches, in the way of {@link #retryAll}; running tasks are asked to stop. */
    BulkResult cancelAll(TaskFilter filter, String reason, @Nullable String cursor, int limit);

    /** As {@link #runNow}, for all that a filter matches, in the way of {@link #retryAll}. */
    BulkResult runNowAll(TaskFilter filter, @Nullable String cursor, int limit);

    /** As {@link #delete}, for all that a filter matches, in the way of {@link #retryAll}. */
    BulkResult deleteAll(TaskFilter filter, @Nullable String cursor, int limit);

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
     * The tasks that a task's handler added by {@link TaskContext#enqueue}, by their ids: those that are still kept. Without
     * those that were there before, by their external keys, and so were not added.
     *
     * @param limit most tasks to return, 1 to 1,000
     */
    List<RelatedTask> followUps(long taskId, int limit);

    /**
     * The task whose handler added this one by {@link TaskContext#enqueue}, or was the last to replace it so; empty if none
     * did, or it is kept no longer.
     */
    Optional<RelatedTask> addedBy(long taskId);

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
     * Deletes a task with its external key and its log. One that waits, or has no attempts left, is cancelled first, which
     * its group and those behind it in order see; one that runs stays.
     *
     * @return false if there is none with this id, or it runs
     */
    boolean delete(long taskId);

    /**
     * Adds a task like another one, live or closed, available at once: of its kind, with its headers, priority, ordering and
     * partition key, and without its external key and group.
     *
     * @param payload JSON in the place of the other's payload; null for the same payload
     * @return the new task's id; empty if there is no task to copy
     * @throws InvalidTaskException if the payload is no JSON, or too large
     */
    Optional<Long> enqueueAgain(long taskId, @Nullable String payload);

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
     * Sets the number of tasks of a kind that each instance with a handler runs at once, in place of what its code and
     * properties say. Instances follow within two seconds; of those that run beyond it, none is interrupted.
     *
     * @param workerCount 0 to 10,000
     * @throws UnknownKindException if nobody knows the kind
     */
    void setWorkerCount(String kind, int workerCount);

    /** Goes back to what code and properties of each instance say; false if it was not set. */
    boolean resetWorkerCount(String kind);

    /**
     * Sets how long closed tasks of a kind are kept, in place of what code and properties say; also of those that are closed
     * already. Instances follow within two seconds, what is to go is gone with the next purge.
     *
     * @param terminalTtl 0 (those that succeed are deleted at once) to 10 years
     * @throws UnknownKindException if nobody knows the kind
     */
    void setTerminalTtl(String kind, Duration terminalTtl);

    /** Goes back to what code and properties say; false if it was not set. */
    boolean resetTerminalTtl(String kind);

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

        /** What was set for it at run time. */
        default KindOverrides overrides() {
            return KindOverrides.none();
        }

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

        /** Version of pgqueue that it runs; {@code development} outside of a release. */
        String version();

        /** Whether it was declared dead, rather than stopped; false while it lives. */
        boolean died();

        /** Tasks that it was running at its last beat. */
        int running();

        /**
         * How many tasks it runs at once, by the names of the kinds for which it has a handler, as it said when that last
         * changed; null while it has not said so, as those of an earlier version do not.
         */
        @Nullable
        Map<String, Integer> workerCounts();
    }
}
