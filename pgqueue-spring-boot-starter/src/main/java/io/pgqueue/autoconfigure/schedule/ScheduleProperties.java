package io.pgqueue.autoconfigure.schedule;

import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.Overlap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A schedule; what is left out is taken from its annotation or bean, if there is one.
 *
 * @param enabled Whether the application declares it. One that it no longer declares is retired.
 * @param kind Kind of the tasks that it adds; by default the schedule's name.
 * @param cron Six fields, from seconds to days of the week, or a macro such as @daily.
 * @param zone Time zone in which the cron expression is read, such as Europe/Berlin; UTC by default.
 * @param interval Fixed distance of its slots, in place of a cron expression; 1ms to 3660d.
 * @param payload Payload of each task: JSON, or any other text for a string.
 * @param priority Priority of each task, 0 (most urgent) to 9; 5 by default.
 * @param jitter Delays each task at random by up to so long; 0s to 30d.
 * @param missed What becomes of slots that nobody fired in time: skip, one (the latest is made up for), or all.
 * @param missedLimit How many missed slots are made up for at most; 1 to 1000, 10 by default.
 * @param overlap What a slot does while an earlier task of the schedule is live: skip, or queue.
 */
public record ScheduleProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String kind,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Duration interval,
        @Nullable String payload,
        @Nullable Integer priority,
        @Nullable Duration jitter,
        @Nullable Missed missed,
        @Nullable Integer missedLimit,
        @Nullable Overlap overlap) {

    /** Whether the property of a field, such as {@code missedLimit}, is set. */
    boolean sets(String field) {
        return switch (field) {
            case "kind" -> kind != null;
            case "cron" -> cron != null;
            case "zone" -> zone != null;
            case "interval" -> interval != null;
            case "payload" -> payload != null;
            case "priority" -> priority != null;
            case "jitter" -> jitter != null;
            case "missedLimit" -> missedLimit != null;
            default -> false;
        };
    }
}
