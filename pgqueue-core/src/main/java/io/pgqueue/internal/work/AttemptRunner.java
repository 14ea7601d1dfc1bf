package io.pgqueue.internal.work;

import io.pgqueue.Again;
import io.pgqueue.CancelTaskException;
import io.pgqueue.InvalidTaskException;
import io.pgqueue.RetryTaskException;
import io.pgqueue.TaskQueueListener.AttemptOutcome;
import io.pgqueue.TaskQueueListener.FinishedAttempt;
import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.Outcome.Failure;
import io.pgqueue.internal.store.Outcome.Release;
import io.pgqueue.internal.store.Outcome.RunAgain;
import io.pgqueue.internal.store.Outcome.Success;
import io.pgqueue.internal.work.Attempt.Interruption;
import io.pgqueue.internal.work.TransactionalCall.Recorded;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts: calls the handler, and makes an outcome of what it returned, threw, or was interrupted for. Once an
 * attempt was interrupted its return value is not trusted: many a handler answers an interrupt by returning early.
 */
final class AttemptRunner {

    private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

    private final Invocation invocation;
    private final Encoding encoding;
    private final TransactionalCall transactional;
    private final Recorder recorder;
    private final Listeners listeners;
    private final Aftermath aftermath;

    AttemptRunner(
            Invocation invocation,
            Encoding encoding,
            TransactionalCall transactional,
            Recorder recorder,
            Aftermath aftermath) {
        this.invocation = invocation;
        this.encoding = encoding;
        this.transactional = transactional;
        this.recorder = recorder;
        this.listeners = aftermath.listeners();
        this.aftermath = aftermath;
    }

    /** Runs a task in this thread. Never throws; {@code running} holds the attempt while its handler may run. */
    void run(ClaimedTask task, KindSettings kind, Set<Attempt> running) {
        Attempt attempt = new Attempt(task, kind, encoding);
        if (task.cancelled()) {
            recorder.record(attempt, FailurePolicy.afterCancel(attempt));
            return;
        }
        running.add(attempt);
        try {
            // in a caller's transaction, as a test's, that is the one which records the success
            if (kind.transactional() && !transactional.isInTransaction()) {
                runInTransaction(attempt);
            } else {
                runPlainly(attempt);
            }
        } catch (Throwable e) {
            // an exception whose message cannot be read, a supplier that fails: the attempt must end all the same
            attempt.finish();
            log.error("{}: its outcome could not be worked out; it counts as failed", attempt, e);
            recorder.record(attempt, FailurePolicy.afterDefect(attempt, e));
        } finally {
            running.remove(attempt);
        }
    }

    private void runPlainly(Attempt attempt) {
        Object result = null;
        Throwable error = null;
        try {
            result = invocation.call(attempt);
        } catch (Throwable e) {
            error = e;
        }
        Interruption interruption = attempt.finish();
        if (error == null && interruption == null) {
            Outcome outcome = outcome(attempt, result);
            tell(attempt, news(outcome), null);
            recorder.record(attempt, outcome);
        } else {
            conclude(attempt, error, interruption);
        }
    }

    private void runInTransaction(Attempt attempt) {
        Throwable error = null;
        Recorded recorded = null;
        try {
            recorded = transactional.run(attempt, invocation, result -> outcome(attempt, result));
        } catch (Throwable e) {
            error = e;
        }
        Interruption interruption = attempt.finish();
        if (recorded != null) {
            tell(attempt, news(recorded.outcome()), null);
            aftermath.recorded(attempt, recorded.outcome(), recorded.status());
        } else if (error instanceof TransactionalCall.ClaimLostException) {
            log.warn("{}: its claim was lost before the commit; the transaction was rolled back", attempt);
            tell(attempt, AttemptOutcome.RELEASED, error);
        } else {
            conclude(
                    attempt,
                    error instanceof TransactionalCall.HandlerException e ? e.getCause() : error,
                    interruption);
        }
    }

    /** Records an attempt that did not succeed. */
    private void conclude(Attempt attempt, @Nullable Throwable error, @Nullable Interruption interruption) {
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
        if (error instanceof CancelTaskException) {
            log.info("{} was cancelled by its handler: {}", attempt, failure.cancelReason());
            tell(attempt, AttemptOutcome.CANCELLED, error);
        } else if (error instanceof RetryTaskException retry && !retry.isCounted()) {
            log.info("{} is to run again in {}: {}", attempt, retry.delay(), error.getMessage());
            tell(attempt, AttemptOutcome.RETRY_REQUESTED, error);
        } else {
            logFailure(attempt, failure, error.toString(), error);
            boolean asked = error instanceof RetryTaskException;
            tell(attempt, asked ? AttemptOutcome.RETRY_REQUESTED : AttemptOutcome.FAILED, error);
        }
        recorder.record(attempt, failure);
    }

    private static void logFailure(Attempt attempt, Failure failure, String what, @Nullable Throwable error) {
        if (failure.delayMillis() == null) {
            log.error("{} failed for good: {}", attempt, what, error);
        } else {
            log.warn("{} failed, next attempt in {} ms: {}", attempt, failure.delayMillis(), what);
            log.debug("{} failed", attempt, error);
        }
    }

    /** Of a handler that returned. */
    private Outcome outcome(Attempt attempt, @Nullable Object result) {
        return result instanceof Again again
                ? new RunAgain(attempt.task().claim(), FailurePolicy.bounded(again.delay()), attempt.followUps())
                : success(attempt, result);
    }

    private static AttemptOutcome news(Outcome outcome) {
        return outcome instanceof RunAgain ? AttemptOutcome.RETRY_REQUESTED : AttemptOutcome.SUCCEEDED;
    }

    private Success success(Attempt attempt, @Nullable Object result) {
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
            log.warn("{} succeeded, but its result is not kept: {}", attempt, e.getMessage());
            return null;
        } catch (RuntimeException | StackOverflowError e) {
            log.warn("{} succeeded, but its result is not kept", attempt, e);
            return null;
        }
    }

    private void tell(Attempt attempt, AttemptOutcome outcome, @Nullable Throwable error) {
        FinishedAttempt news = new FinishedAttempt(
                attempt.taskId(),
                attempt.kind(),
                attempt.externalKey(),
                attempt.attempt(),
                outcome,
                attempt.waited(),
                attempt.running(),
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
