package io.pgqueue.internal.concurrent;

import java.util.Collection;

/** Is told, after the commit, what other threads and instances should look at. Must not block or throw. */
public interface Announcer {

    /** Tasks of these kinds may be there. */
    void workAvailable(Collection<Integer> kindIds);

    /** Somebody asked to cancel a running task. */
    void cancelRequested(long taskId);
}
