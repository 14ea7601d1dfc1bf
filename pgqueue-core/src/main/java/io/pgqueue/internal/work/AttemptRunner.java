package io.pgqueue.internal.work;

import io.pgqueue.internal.store.ClaimedTask;
import io.pgqueue.internal.work.Attempt.Interruption;
import io.pgqueue.internal.work.TransactionalCall.NotBegunException;
import io.pgqueue.internal.work.TransactionalCall.Recorded;
import java.util.Set;

/**
 * Runs attempts: calls the handler, and makes an outcome of what it returned, threw, or was interrupted for. Once an
 * attempt was interrupted its return value is not trusted: many a handler answers an interrupt by returning early.
 */
final class AttemptRunner {

    private final Invocation invocation;
    private final Encoding encoding;
    private final TransactionalCall transactional;
    private final AttemptEnd end;

    AttemptRunner(Invocation invocation, Encoding encoding, TransactionalCall transactional, AttemptEnd end) {
        this.invocation = invocation;
        this.encoding = encoding;
        this.transactional = transactional;
        this.end = end;
    }

    /** Runs a task in this thread. Never throws; {@code running} holds the attempt while its handler may run. */
    void run(ClaimedTask task, KindSettings kind, Set<Attempt> running) {
        Attempt attempt = new SingleAttempt(task, kind, encoding);
        if (task.cancelled()) {
            end.cancelledBefore(attempt);
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
            end.defect(attempt, e);
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
            end.succeed(attempt, result);
        } else {
            end.conclude(attempt, error, interruption);
        }
    }

    private void runInTransaction(Attempt attempt) {
        Throwable error = null;
        Recorded recorded = null;
        try {
            recorded = transactional.run(attempt, invocation, result -> end.outcome(attempt, result));
        } catch (Throwable e) {
            error = e;
        }
        Interruption interruption = attempt.finish();
        if (recorded != null) {
            end.committed(attempt, recorded);
        } else if (error instanceof NotBegunException e && interruption == null) {
            end.putOff(attempt, e.delay(), "its transaction could not begin");
        } else if (error instanceof TransactionalCall.ClaimLostException) {
            end.lost(attempt, error);
        } else {
            end.conclude(
                    attempt,
                    error instanceof TransactionalCall.HandlerException e ? e.getCause() : error,
                    interruption);
        }
    }
}
