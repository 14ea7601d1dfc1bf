package io.pgqueue.autoconfigure.failure;

import io.pgqueue.PgQueueException;
import org.jspecify.annotations.Nullable;

/** The application cannot start as it is set up. Carries both halves of the report that Spring Boot prints. */
public final class SetupException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    public SetupException(String description, String action) {
        this(description, action, null);
    }

    /**
     * @param description what is wrong, and where
     * @param action what to do about it
     */
    public SetupException(String description, String action, @Nullable Throwable cause) {
        super(description + " " + action, cause);
        this.description = description;
        this.action = action;
    }

    public String description() {
        return description;
    }

    public String action() {
        return action;
    }
}
