package io.pgqueue.internal.concurrent;

import java.util.Collection;
import java.util.List;

/** Is told, after the commit, what other threads and instances should look at. Must not block or throw. */
public interface Announcer {

    /** Above the id of any task. */
    long NONE_ADDED = Long.MAX_VALUE;

    /** In the place of a kind: events may be there, or can be sent again. No kind has this id. */
    List<Integer> OUTBOX = List.of(0);

    /** Tasks of these kinds may be there, or {@link #OUTBOX}. */
    void workAvailable(Collection<Integer> kindIds);

    /**
     * A lane may have to be looked at, because a task was added to it, or its head has ended.
     *
     * @param addedId the id of the task that was added, or {@link #NONE_ADDED}
     */
    void laneChanged(int kindId, String orderingKey, long addedId);

    /** The same for the lane of a task that somebody moved, if it is in one. */
    void taskMoved(long taskId);

    /** Somebody asked to cancel a running task. */
    void cancelRequested(long taskId);
}
