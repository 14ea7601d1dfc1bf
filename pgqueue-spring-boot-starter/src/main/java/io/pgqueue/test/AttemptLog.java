package io.pgqueue.test;

import io.pgqueue.TaskQueueListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers the attempts that failed in a thread while it drains. */
final class AttemptLog implements TaskQueueListener {

    private final Map<Thread, List<FinishedAttempt>> failed = new ConcurrentHashMap<>();

    /** The attempts that fail while {@code work} runs. */
    List<FinishedAttempt> failuresOf(Runnable work) {
        List<FinishedAttempt> failures = new ArrayList<>();
        failed.put(Thread.currentThread(), failures);
        try {
            work.run();
        } finally {
            failed.remove(Thread.currentThread());
        }
        return failures;
    }

    @Override
    public void onAttemptFinished(FinishedAttempt attempt) {
        List<FinishedAttempt> failures = failed.get(Thread.currentThread());
        if (failures != null && isFailure(attempt.outcome())) {
            failures.add(attempt);
        }
    }

    private static boolean isFailure(AttemptOutcome outcome) {
        return outcome == AttemptOutcome.FAILED || outcome == AttemptOutcome.TIMED_OUT;
    }
}
