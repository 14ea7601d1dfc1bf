package io.pgqueue.internal.work;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.concurrent.SharedOutage;
import io.pgqueue.internal.store.Claim;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.OutcomeStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Calls a handler in a transaction that also records its success, its wish to run again, or the outcomes of a batch: all
 * commit, or nothing.
 */
final class TransactionalCall {

    private static final Logger log = LoggerFactory.getLogger(TransactionalCall.class);

    private final Supplier<PlatformTransactionManager> transactionManager;
    private final Database database;
    private final OutcomeStore outcomes;
    private final SharedOutage starts = new SharedOutage("beginning transactions of attempts", log);

    TransactionalCall(
            Supplier<PlatformTransactionManager> transactionManager, Database database, OutcomeStore outcomes) {
        this.transactionManager = transactionManager;
        this.database = database;
        this.outcomes = outcomes;
    }

    /**
     * Runs an attempt. Whatever is thrown, the transaction has been rolled back, unless the commit itself failed in
     * the dark; then the fence tells.
     *
     * @param outcome makes the outcome of what the handler returned
     * @return what was recorded
     * @throws HandlerException around what the handler threw
     * @throws NotBegunException if there is no transaction to be had, and so the handler was not called
     * @throws ClaimLostException if the task is no longer held by this attempt
     */
    Recorded run(Attempt attempt, Invocation invocation, Function<@Nullable Object, Outcome> outcome) {
        return inTransaction(attempt.kind(), status -> {
            Object result = call(attempt, invocation);
            if (attempt.finish() != null) {
                throw new HandlerException(new InterruptedException("interrupted: " + attempt));
            }
            requireCommit(status);
            Outcome made = outcome.apply(result);
            TaskStatus recorded = outcomes.record(List.of(made), Attempt.saidBy(List.of(attempt)))
                    .get(made.claim());
            if (recorded == null) {
                throw new ClaimLostException(made.claim());
            }
            return new Recorded(made, recorded);
        });
    }

    /**
     * Runs the attempts of a batch in one transaction, which also records what each came to: their new statuses, by claim.
     *
     * @param ends is asked when the handler has returned
     * @throws HandlerException around what the handler threw
     * @throws NotBegunException as above
     * @throws ClaimLostException if a task is no longer held by its attempt
     */
    Map<Claim, TaskStatus> run(BatchRun batch, Invocation invocation, Supplier<List<Outcome>> ends) {
        return inTransaction(batch.settings().name(), status -> {
            call(batch, invocation);
            if (batch.finish()) {
                throw new HandlerException(new InterruptedException("interrupted: a batch of " + batch.size()));
            }
            requireCommit(status);
            List<Outcome> made = ends.get();
            Map<Claim, TaskStatus> recorded = outcomes.record(made, Attempt.saidBy(batch.members()));
            for (Outcome outcome : made) {
                if (!recorded.containsKey(outcome.claim())) {
                    throw new ClaimLostException(outcome.claim());
                }
            }
            return recorded;
        });
    }

    private <T> T inTransaction(String kind, TransactionCallback<T> work) {
        TransactionTemplate template = new TransactionTemplate(transactionManager.get());
        template.setName("pgqueue:" + kind);
        boolean[] begun = {false};
        try {
            return execute(template, begun, work);
        } catch (TransactionException e) {
            if (begun[0]) {
                throw e;
            }
            throw new NotBegunException(starts.failed(e), e);
        }
    }

    private <T> T execute(TransactionTemplate template, boolean[] begun, TransactionCallback<T> work) {
        return template.execute(status -> {
            begun[0] = true;
            starts.worked();
            if (!database.isInTransaction()) {
                throw new IllegalStateException("the transaction manager " + transactionManager.get()
                        + " has no transaction on the DataSource of pgqueue; name the one that has by"
                        + " pgqueue.transaction-manager");
            }
            return work.doInTransaction(status);
        });
    }

    private static void requireCommit(TransactionStatus status) {
        if (status.isRollbackOnly()) {
            throw new HandlerException(new IllegalStateException("the handler returned, but its transaction was"
                    + " marked rollback-only, as by an exception that was swallowed"));
        }
    }

    boolean isInTransaction() {
        return database.isInTransaction();
    }

    private static @Nullable Object call(Attempt attempt, Invocation invocation) {
        try {
            return invocation.call(attempt);
        } catch (Throwable e) {
            throw new HandlerException(e);
        }
    }

    private static void call(BatchRun batch, Invocation invocation) {
        try {
            invocation.call(batch);
        } catch (Throwable e) {
            throw new HandlerException(e);
        }
    }
    /** An outcome, and the status that the task has with it. */
    record Recorded(Outcome outcome, TaskStatus status) {}

    /** Carries what the handler threw out of the transaction. */
    static final class HandlerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HandlerException(Throwable cause) {
            super(cause);
        }

        @Override
        public synchronized Throwable getCause() {
            return Objects.requireNonNull(super.getCause());
        }
    }

    /** There was no transaction to be had: the database is away, or the pool is empty. */
    static final class NotBegunException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Duration delay;

        NotBegunException(Duration delay, TransactionException cause) {
            super("its transaction could not begin", cause);
            this.delay = delay;
        }

        /** After which to try again. */
        Duration delay() {
            return delay;
        }
    }

    /** Another worker has the task, or it is closed. */
    static final class ClaimLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClaimLostException(Claim claim) {
            super("attempt " + claim.attempt() + " of task " + claim.taskId() + " no longer holds it");
        }
    }
}
