package io.pgqueue.internal.work;

import io.pgqueue.internal.store.Outcome;

/** Takes the outcomes of attempts to the database. */
@FunctionalInterface
interface Recorder {

    /** Records an outcome now or soon. */
    void record(Attempt attempt, Outcome outcome);
}
