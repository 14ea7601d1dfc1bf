package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;

/** Is told, after the commit, that an attempt has ended. */
@FunctionalInterface
interface EndListener {

    /**
     * Lets those go on that come behind a task in its order. Must not throw.
     *
     * @param succeeded whether the task is done; if not, those behind it must wait
     */
    void ended(ClaimedTask task, boolean succeeded);
}
