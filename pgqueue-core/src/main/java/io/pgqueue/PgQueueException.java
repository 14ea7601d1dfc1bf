package io.pgqueue;

import org.jspecify.annotations.Nullable;

/** Root of what pgqueue itself throws. Errors of the database pass as Spring's {@code DataAccessException}. */
public abstract class PgQueueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected PgQueueException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
