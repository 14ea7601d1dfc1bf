package io.pgqueue;

/** A value that JSON cannot express, or JSON that a type cannot be read from. */
public final class PayloadException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    public PayloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
