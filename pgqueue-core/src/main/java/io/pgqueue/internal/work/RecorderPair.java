package io.pgqueue.internal.work;

import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Success;

/** Sends outcomes with follow-ups to a recorder of their own. */
record RecorderPair(Recorder plain, Recorder withFollowUps) implements Recorder {

    @Override
    public void record(Attempt attempt, Outcome outcome) {
        boolean follows =
                outcome instanceof Success success && !success.followUps().isEmpty();
        (follows ? withFollowUps : plain).record(attempt, outcome);
    }
}
