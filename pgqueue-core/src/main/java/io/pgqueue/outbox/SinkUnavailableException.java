package io.pgqueue.outbox;

import io.pgqueue.PgQueueException;
import org.jspecify.annotations.Nullable;

/**
 * A sink can send nothing at present, because what it sends to is away. The relay tries again, in up to two seconds, for
 * as long as it takes; no event has failed.
 */
public final class SinkUnavailableException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    public SinkUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
