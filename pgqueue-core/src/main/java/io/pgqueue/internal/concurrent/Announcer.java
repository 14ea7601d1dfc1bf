package io.pgqueue.internal.concurrent;

import java.util.Collection;
import java.util.List;

/** Is told, after the commit, what other threads and instances should look at. Must not block or throw. */
public interface Announcer {

    /** In the place of a kind: events may be there, or can be sent again. No kind has this id. */
    List<Integer> OUTBOX = List.of(0);

    /** Likewise: schedules may have been made or changed. */
    List<Integer> SCHEDULES = List.of(-2);

    /** Tasks of these kinds may be there, or {@link #OUTBOX}, or {@link #SCHEDULES}. */
    void workAvailable(Collection<Integer> kindIds);

    /** Whoever held an ordering key may have let go of it. */
    void laneChanged(int kindId, String orderingKey);

    /** The same for the ordering key of a task that somebody moved, if it has one. */
    void taskMoved(long taskId);

    /** Somebody asked to cancel a running task. */
    void cancelRequested(long taskId);
}
