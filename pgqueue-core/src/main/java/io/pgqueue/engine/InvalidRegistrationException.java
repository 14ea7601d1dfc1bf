package io.pgqueue.engine;

import io.pgqueue.PgQueueException;

/** A kind's declaration that cannot work: its options, its name, or a second handler. Found when the engine starts. */
public final class InvalidRegistrationException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    private final String kind;

    public InvalidRegistrationException(String kind, String message) {
        super(message, null);
        this.kind = kind;
    }

    public String kind() {
        return kind;
    }
}
