package io.pgqueue;

import org.jspecify.annotations.Nullable;

/** A value that JSON cannot express, or JSON that a type cannot be read from. */
public final class PayloadException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    /** @param message is logged, and kept with the task: without what stands in the payload */
    public PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
