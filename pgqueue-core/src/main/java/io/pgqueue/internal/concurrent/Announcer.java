package io.pgqueue.internal.concurrent;

import java.util.Collection;

/** Is told, after the commit, what other threads and instances should look at. Must not block or throw. */
public interface Announcer {

    /** Tasks of these kinds may be there. */
    void workAvailable(Collection<Integer> kindIds);

    /** Whoever held an ordering key may have let go of it. */
    void laneChanged(int kindId, String orderingKey);

    /** The same for the ordering key of a task that somebody moved, if it has one. */
    void taskMoved(long taskId);

    /** Somebody asked to cancel a running task. */
    void cancelRequested(long taskId);
}
