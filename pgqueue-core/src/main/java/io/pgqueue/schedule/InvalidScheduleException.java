package io.pgqueue.schedule;

import io.pgqueue.PgQueueException;
import org.jspecify.annotations.Nullable;

/** A field of a schedule breaks a rule. Nothing was written. */
public final class InvalidScheduleException extends PgQueueException {

    private static final long serialVersionUID = 1L;

    private final String schedule;
    private final String field;

    /**
     * @param schedule its name
     * @param field what was wrong, such as {@code cron}
     * @param message says the schedule, the field, its value and the rule
     */
    public InvalidScheduleException(String schedule, String field, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.schedule = schedule;
        this.field = field;
    }

    /** The name of the schedule. */
    public String schedule() {
        return schedule;
    }

    /** The field that was wrong. */
    public String field() {
        return field;
    }
}
