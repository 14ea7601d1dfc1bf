package io.pgqueue.internal.work;

import io.pgqueue.CancelTaskException;
import io.pgqueue.PayloadException;
import io.pgqueue.RetryDelay;
import io.pgqueue.RetryTaskException;
import io.pgqueue.internal.store.ErrorText;
import io.pgqueue.internal.store.Outcome.Failure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from an exception: another attempt and when, or the end. */
final class FailurePolicy {

    private static final Logger log = LoggerFactory.getLogger(FailurePolicy.class);
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);

    private FailurePolicy() {}

    static Failure after(Attempt attempt, Throwable error) {
        KindSettings kind = attempt.settings();
        if (error instanceof CancelTaskException cancel) {
            String reason = Objects.requireNonNullElse(cancel.getMessage(), "cancelled by its handler");
            return new Failure(
                    attempt.task().claim(),
                    null,
                    true,
                    ErrorText.bounded(reason, 1_000),
                    kind.maxErrorMessages(),
                    null);
        }
        if (error instanceof RetryTaskException retry) {
            Long delay = retry.isCounted() && isLast(attempt) ? null : Long.valueOf(bounded(retry.delay()));
            return new Failure(
                    attempt.task().claim(),
                    delay,
                    retry.isCounted(),
                    null,
                    kind.maxErrorMessages(),
                    retry.isCounted() ? ErrorText.of(retry) : null);
        }
        return new Failure(
                attempt.task().claim(),
                isForGood(kind, error) || isLast(attempt) ? null : nextDelay(attempt),
                true,
                null,
                kind.maxErrorMessages(),
                ErrorText.of(error));
    }

    /** An attempt that took too long. */
    static Failure afterTimeout(Attempt attempt, @Nullable Throwable error) {
        String message = "attempt took longer than its timeout of "
                + attempt.settings().attemptTimeout() + " (pgqueue.kinds." + attempt.kind() + ".attempt-timeout)";
        String stack = error == null
                ? attempt.interruptedAt()
                : String.valueOf(ErrorText.of(error).stackTrace());
        return new Failure(
                attempt.task().claim(),
                isLast(attempt) ? null : nextDelay(attempt),
                true,
                null,
                attempt.settings().maxErrorMessages(),
                ErrorText.of(TimeoutException.class.getName(), message, stack));
    }

    /** An attempt that failed of something that is no ordinary error: says as little of it as can be said safely. */
    static Failure afterDefect(Attempt attempt, Throwable error) {
        String said = "the outcome of the attempt could not be worked out: "
                + error.getClass().getName();
        return new Failure(
                attempt.task().claim(),
                isLast(attempt)
                        ? null
                        : Long.valueOf(RetryDelay.standard()
                                .afterAttempt(attempt.attempt())
                                .toMillis()),
                true,
                null,
                attempt.settings().maxErrorMessages(),
                ErrorText.of(error.getClass().getName(), said, ""));
    }

    /** An attempt that somebody asked to cancel; the database knows the reason. */
    static Failure afterCancel(Attempt attempt) {
        return new Failure(
                attempt.task().claim(),
                null,
                true,
                "cancelled",
                attempt.settings().maxErrorMessages(),
                null);
    }

    private static boolean isLast(Attempt attempt) {
        return attempt.attempt() >= attempt.maxAttempts();
    }

    private static boolean isForGood(KindSettings kind, Throwable error) {
        return error instanceof UnreadablePayloadException
                || kind.noRetryFor().stream().anyMatch(type -> type.isInstance(error));
    }

    private static Long nextDelay(Attempt attempt) {
        try {
            return bounded(attempt.settings().retryDelay().afterAttempt(attempt.attempt()));
        } catch (RuntimeException e) {
            log.warn("the retry delay of kind {} failed; using the standard one", attempt.kind(), e);
            return bounded(RetryDelay.standard().afterAttempt(attempt.attempt()));
        }
    }

    /** In milliseconds. */
    static long bounded(Duration delay) {
        if (delay.isNegative()) {
            return 0;
        }
        return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY.toMillis() : delay.toMillis();
    }

    /** The payload cannot be read as what the handler takes: no further attempt will do better. */
    static final class UnreadablePayloadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadablePayloadException(Attempt attempt, PayloadException cause) {
            super(
                    "payload of task " + attempt.taskId() + " cannot be read as "
                            + attempt.settings().payloadType().getTypeName() + ", which the handler of kind '"
                            + attempt.kind() + "' takes: " + cause.getMessage()
                            + ". It is not tried again until asked (TaskAdmin.retry)",
                    cause);
        }
    }
}
