package io.pgqueue.autoconfigure.handler;

import io.pgqueue.KindLimits;
import io.pgqueue.TaskLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@link TaskLimits} with what the reader of the surrounding annotation knows. */
final class TaskLimitsReader {

    private final Attributes attributes;

    TaskLimitsReader(Attributes attributes) {
        this.attributes = attributes;
    }

    KindLimits read(TaskLimits annotation) {
        KindLimits limits = KindLimits.none();
        Integer running = attributes.number("limits.maxRunning", annotation.maxRunning());
        if (running != null) {
            limits = limits.withMaxRunning(running);
        }
        Integer started = attributes.number("limits.maxStarted", annotation.maxStarted());
        Duration period = attributes.period("limits.period", annotation.period(), started != null);
        if (started != null && period != null) {
            limits = limits.withMaxStarted(started, period);
        }
        running = attributes.number("limits.maxRunningPerPartition", annotation.maxRunningPerPartition());
        if (running != null) {
            limits = limits.withMaxRunningPerPartition(running);
        }
        started = attributes.number("limits.maxStartedPerPartition", annotation.maxStartedPerPartition());
        period = attributes.period("limits.periodPerPartition", annotation.periodPerPartition(), started != null);
        if (started != null && period != null) {
            limits = limits.withMaxStartedPerPartition(started, period);
        }
        return limits;
    }

    /** Attributes of an annotation, checked: what is wrong is reported with the place where it stands. */
    interface Attributes {
        /** A limit; null for none. */
        @Nullable
        Integer number(String attribute, int value);

        /** A duration that is to be there, or not; null for none. */
        @Nullable
        Duration period(String attribute, String value, boolean expected);
    }
}
