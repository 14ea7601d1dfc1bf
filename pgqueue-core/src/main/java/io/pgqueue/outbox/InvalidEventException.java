package io.pgqueue.outbox;

import io.pgqueue.PgQueueException;

/** A field of an event breaks a rule. Nothing was written, and the caller's transaction is as it was. */
public final class InvalidEventException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field what was wrong, such as {@code aggregateId}
     * @param message says the field, its value and the rule
     */
    public InvalidEventException(String field, String message, Throwable cause) {
        super(message, cause);
        this.field = field;
    }

    /** The field that was wrong. */
    public String field() {
        return field;
    }
}
