package io.pgqueue;

/** The surrounding transaction cannot carry a task: it is read-only, or not on the queue's {@code DataSource}. */
public class TransactionMismatchException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    public TransactionMismatchException(String message) {
        super(message, null);
    }
}
