package io.pgqueue.internal.concurrent;

import java.util.Collection;
import java.util.List;

/** Is told, after the commit, what other threads and instances should look at. Must not block or throw. */
public interface Announcer {

    /** In the place of a kind: events may be there, or can be sent again. No kind has this id. */
    List<Integer> OUTBOX = List.of(0);

    /** Tasks of these kinds may be there, or {@link #OUTBOX}. */
    void workAvailable(Collection<Integer> kindIds);

    /** A task was moved by somebody: if it held its ordering key, it may have let go of it. */
    void taskMoved(long taskId);

    /** Somebody asked to cancel a running task. */
    void cancelRequested(long taskId);
}
