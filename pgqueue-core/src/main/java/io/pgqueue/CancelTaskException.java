package io.pgqueue;

/**
 * Thrown by a handler: the task is pointless and is closed as cancelled, with this message as the reason. Not a
 * {@link PgQueueException}, so that a catch of those does not swallow a handler's decision.
 */
public final class CancelTaskException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CancelTaskException(String reason) {
        super(reason);
    }
}
