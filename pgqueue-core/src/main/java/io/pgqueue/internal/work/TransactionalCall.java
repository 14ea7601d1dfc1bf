package io.pgqueue.internal.work;

import io.pgqueue.TaskStatus;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.Outcome;
import io.pgqueue.internal.store.OutcomeStore;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Calls a handler in a transaction that also records its success, or the wish to run again: both commit, or neither. */
final class TransactionalCall {

    private final Supplier<PlatformTransactionManager> transactionManager;
    private final Database database;
    private final OutcomeStore outcomes;

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
     * @throws ClaimLostException if the task is no longer held by this attempt
     */
    Recorded run(Attempt attempt, Invocation invocation, Function<@Nullable Object, Outcome> outcome) {
        TransactionTemplate template = new TransactionTemplate(transactionManager.get());
        template.setName("pgqueue:" + attempt.kind());
        return template.execute(status -> {
            if (!database.isInTransaction()) {
                throw new IllegalStateException("the transaction manager " + transactionManager.get()
                        + " has no transaction on the DataSource of pgqueue; name the one that has by"
                        + " pgqueue.transaction-manager");
            }
            Object result = call(attempt, invocation);
            if (attempt.finish() != null) {
                throw new HandlerException(new InterruptedException("interrupted: " + attempt));
            }
            if (status.isRollbackOnly()) {
                throw new HandlerException(new IllegalStateException("the handler returned, but its transaction was"
                        + " marked rollback-only, as by an exception that was swallowed"));
            }
            Outcome made = outcome.apply(result);
            TaskStatus recorded = outcomes.record(List.of(made)).get(attempt.taskId());
            if (recorded == null) {
                throw new ClaimLostException(attempt);
            }
            return new Recorded(made, recorded);
        });
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

    /** Another worker has the task, or it is closed. */
    static final class ClaimLostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClaimLostException(Attempt attempt) {
            super("the claim of " + attempt + " was lost");
        }
    }
}
