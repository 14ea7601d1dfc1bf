package io.pgqueue.internal.work;

import io.pgqueue.Again;
import io.pgqueue.CancelTaskException;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.RetryTaskException;
import io.pgqueue.TaskQueueListener.AttemptOutcome;
import io.pgqueue.TaskQueueListener.FinishedAttempt;
import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.ErrorText;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.KeptError;
import io.pgqueue.internal.store.Outcome.Release;
import io.pgqueue.internal.store.Outcome.RunAgain;
import io.pgqueue.internal.store.Outcome.Success;
import io.pgqueue.internal.work.Attempt.Interruption;
import io.pgqueue.internal.work.TransactionalCall.Recorded;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an outcome of how an attempt ended, tells the listeners, and has it recorded. */
final class AttemptEnd {

    private static final Logger log = LoggerFactory.getLogger(AttemptEnd.class);

    private final Encoding encoding;
    private final Recorder recorder;
    private final Listeners listeners;
    private final Aftermath aftermath;

    AttemptEnd(Encoding encoding, Recorder recorder, Aftermath aftermath) {
        this.encoding = encoding;
        this.recorder = recorder;
        this.listeners = aftermath.listeners();
        this.aftermath = aftermath;
    }

    /** The task was cancelled before its attempt began. */
    void cancelledBefore(Attempt attempt) {
        recorder.record(attempt, FailurePolicy.afterCancel(attempt));
    }

    /** The handler is not called now; again after a while, which counts as no attempt. */
    void putOff(Attempt attempt, Duration delay, String why) {
        log.debug("{} is put off for {}: {}", attempt, delay, why);
        recorder.record(
                attempt,
                new Failure(
                        attempt.task().claim(), delay.toMillis(), false, null, 0, new KeptError("put off", why, null)));
    }

    /** The handler is not called, because somebody else has the task. */
    void lostBefore(Attempt attempt) {
        log.warn("{}: its claim was lost before it began", attempt);
        aftermath.refused(attempt);
    }

    /** The handler returned. */
    void succeed(Attempt attempt, @Nullable Object result) {
        record(attempt, outcome(attempt, result), null);
    }

    /** The same, but its outcome was recorded by its own transaction. */
    void committed(Attempt attempt, Recorded recorded) {
        committed(attempt, recorded.outcome(), null, recorded.status());
    }

    /** Of a handler that returned. */
    Outcome outcome(Attempt attempt, @Nullable Object result) {
        return result instanceof Again again
                ? new RunAgain(attempt.task().claim(), FailurePolicy.bounded(again.delay()), attempt.followUps())
                : success(attempt, result);
    }

    /** One of a batch ended with this outcome, failed of {@code error} if that is not null. */
    void record(Attempt attempt, Outcome outcome, @Nullable Throwable error) {
        tell(attempt, outcome, error);
        recorder.record(attempt, outcome);
    }

    /** The same, but its outcome was recorded by the transaction of the batch. */
    void committed(Attempt attempt, Outcome outcome, @Nullable Throwable error, TaskStatus status) {
        tell(attempt, outcome, error);
        aftermath.recorded(attempt, outcome, status);
    }

    private void tell(Attempt attempt, Outcome outcome, @Nullable Throwable error) {
        if (outcome instanceof Success) {
            tell(attempt, AttemptOutcome.SUCCEEDED, null);
        } else if (outcome instanceof RunAgain) {
            tell(attempt, AttemptOutcome.RETRY_REQUESTED, null);
        } else if (outcome instanceof Release) {
            tell(attempt, AttemptOutcome.RELEASED, error);
        } else if (outcome instanceof Failure failure && error != null) {
            tellFailure(attempt, failure, error);
        } else {
            tell(attempt, AttemptOutcome.CANCELLED, null);
        }
    }

    /** Its transaction found that somebody else has the task. */
    void lost(Attempt attempt, Throwable error) {
        log.warn("{}: its claim was lost before the commit; the transaction was rolled back", attempt);
        tell(attempt, AttemptOutcome.RELEASED, error);
        aftermath.refused(attempt);
    }

    /** An exception whose message cannot be read, a supplier that fails: the attempt must end all the same. */
    void defect(Attempt attempt, Throwable error) {
        attempt.finish();
        log.error("{}: its outcome could not be worked out; it counts as failed", attempt, error);
        if (!attempt.isTold()) {
            tell(attempt, AttemptOutcome.FAILED, error);
        }
        recorder.record(attempt, FailurePolicy.afterDefect(attempt, error));
    }

    /** Records an attempt that did not succeed. */
    void conclude(Attempt attempt, @Nullable Throwable error, @Nullable Interruption interruption) {
        if (attempt.isAbandoned()) {
            log.warn("{}: its handler has ended at last, after {}", attempt, attempt.running());
            return;
        }
        if (interruption != null) {
            log.info("{} was interrupted after {}: {}", attempt, attempt.running(), interruption);
            interrupted(attempt, interruption, error);
        } else if (error != null) {
            fail(attempt, error);
        }
    }

    private void interrupted(Attempt attempt, Interruption interruption, @Nullable Throwable error) {
        switch (interruption) {
            case STOP, LOST -> {
                tell(attempt, AttemptOutcome.RELEASED, error);
                recorder.record(attempt, new Release(attempt.task().claim()));
            }
            case CANCEL -> {
                tell(attempt, AttemptOutcome.CANCELLED, error);
                recorder.record(attempt, FailurePolicy.afterCancel(attempt));
            }
            case TIMEOUT -> {
                Failure failure = FailurePolicy.afterTimeout(attempt, error);
                logFailure(attempt, failure, "timed out", error);
                tell(attempt, AttemptOutcome.TIMED_OUT, error);
                recorder.record(attempt, failure);
            }
        }
    }

    private void fail(Attempt attempt, Throwable error) {
        Failure failure = FailurePolicy.after(attempt, error);
        tellFailure(attempt, failure, error);
        recorder.record(attempt, failure);
    }

    private void tellFailure(Attempt attempt, Failure failure, Throwable error) {
        if (error instanceof CancelTaskException) {
            log.info("{} was cancelled by its handler: {}", attempt, ErrorText.oneLine(failure.cancelReason()));
            tell(attempt, AttemptOutcome.CANCELLED, error);
        } else if (error instanceof RetryTaskException retry && !retry.isCounted()) {
            log.info("{} is to run again in {}: {}", attempt, retry.delay(), ErrorText.oneLine(error.getMessage()));
            tell(attempt, AttemptOutcome.RETRY_REQUESTED, error);
        } else {
            logFailure(attempt, failure, ErrorText.oneLine(error.toString()), error);
            boolean asked = error instanceof RetryTaskException;
            tell(attempt, asked ? AttemptOutcome.RETRY_REQUESTED : AttemptOutcome.FAILED, error);
        }
    }

    private static void logFailure(Attempt attempt, Failure failure, String what, @Nullable Throwable error) {
        if (failure.delayMillis() == null) {
            log.error("{} failed for good: {}", attempt, what, error);
        } else {
            log.warn("{} failed, next attempt in {} ms: {}", attempt, failure.delayMillis(), what);
            log.debug("{} failed", attempt, error);
        }
    }

    /** The outcome of an attempt whose handler returned. */
    Success success(Attempt attempt, @Nullable Object result) {
        boolean keep = isKept(attempt);
        return new Success(
                attempt.task().claim(),
                keep && result != null ? json(attempt, result) : null,
                keep,
                attempt.followUps());
    }

    private static boolean isKept(Attempt attempt) {
        try {
            return !attempt.settings().terminalTtl().get().isZero();
        } catch (RuntimeException e) {
            log.warn("the supplier of the terminal TTL of kind {} failed; its tasks are kept", attempt.kind(), e);
            return true;
        }
    }

    private @Nullable String json(Attempt attempt, Object result) {
        try {
            return encoding.result(result);
        } catch (InvalidTaskException e) {
            log.warn("{} succeeded, but its result is not kept: {}", attempt, ErrorText.oneLine(e.getMessage()));
            return null;
        } catch (RuntimeException | StackOverflowError e) {
            log.warn("{} succeeded, but its result is not kept", attempt, e);
            return null;
        }
    }

    private void tell(Attempt attempt, AttemptOutcome outcome, @Nullable Throwable error) {
        attempt.setTold();
        Duration ran = attempt.running();
        aftermath.tally().of(attempt.task().kindId()).attempt(attempt.waited(), ran);
        FinishedAttempt news = new FinishedAttempt(
                attempt.taskId(),
                attempt.kind(),
                attempt.externalKey(),
                attempt.attempt(),
                outcome,
                attempt.waited(),
                ran,
                error);
        listeners.tell(listener -> listener.onAttemptFinished(news));
    }

    /** Records an attempt whose handler ignores its interrupt, and may go on for ever. */
    void giveUp(Attempt attempt, Interruption interruption) {
        log.warn(
                "{} ignores its interrupt ({}) and keeps its worker; it runs since {} at:\n{}",
                attempt,
                interruption,
                attempt.running(),
                ErrorText.stackOf(attempt.thread()));
        interrupted(attempt, interruption, null);
    }
}
