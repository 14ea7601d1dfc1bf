package io.pgqueue;

import org.jspecify.annotations.Nullable;

/** A field of a task breaks a rule. Nothing was written, and the caller's transaction is as it was. */
public class InvalidTaskException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field what was wrong, such as {@code priority}
     * @param message says the field, its value, the rule, and where the rule is set
     */
    public InvalidTaskException(String field, String message) {
        this(field, message, null);
    }

    public InvalidTaskException(String field, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.field = field;
    }

    /** The field that was wrong. */
    public String field() {
        return field;
    }
}
