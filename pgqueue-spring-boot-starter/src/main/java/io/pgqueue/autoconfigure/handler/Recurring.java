package io.pgqueue.autoconfigure.handler;

import io.pgqueue.schedule.RecurringTask;
import java.util.List;

/**
 * A handler with a schedule.
 *
 * @param kind the handler's
 * @param place where it is declared, for reports
 */
public record Recurring(RecurringTask annotation, String kind, String place) {

    /** Takes the handlers with schedules, when all kinds are known. */
    @FunctionalInterface
    public interface Declarations {
        void declare(List<Recurring> recurring);
    }
}
