package io.pgqueue.autoconfigure.schedule;

import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.DurationStyle;

/**
 * A schedule that is being put together, and where its values come from.
 *
 * @param schedule what the code says so far
 * @param place where the code says it, such as {@code method report() of bean 'x' (com.acme.X)}; null if it says nothing
 * @param properties what beats the code
 */
record Draft(
        Schedule schedule, @Nullable String place, @Nullable ScheduleProperties properties) {

    private static final Map<String, String> ALLOWED = Map.of(
            "cron",
            "A cron expression has six fields: second, minute, hour, day of the month, month, day of the week, such as"
                    + " '0 30 3 * * MON-FRI'; or it is a macro such as '@daily'.",
            "zone",
            "A zone is a name such as 'Europe/Berlin', or an offset such as '+02:00'.",
            "interval",
            "An interval is a duration such as 30s or PT30S, 1 ms to 3,660 days.",
            "jitter",
            "A jitter is a duration such as 30s or PT30S, 0 to 30 days.",
            "payload",
            "A payload that begins with {, [ or \" is JSON; any other text is a string, if it is no JSON value.");

    Schedule withProperties(JsonText json) {
        ScheduleProperties from = properties;
        if (from == null) {
            return schedule;
        }
        Schedule to = withTimes(schedule, from);
        if (from.kind() != null) {
            to = to.withKind(from.kind());
        }
        if (from.payload() != null) {
            to = to.withPayload(payload(json, from.payload()));
        }
        if (from.priority() != null) {
            to = to.withPriority(from.priority());
        }
        if (from.jitter() != null) {
            to = to.withJitter(from.jitter());
        }
        if (from.missed() != null) {
            to = to.withMissed(from.missed());
        }
        if (from.missedLimit() != null) {
            to = to.withMissedLimit(from.missedLimit());
        }
        return from.overlap() != null ? to.withOverlap(from.overlap()) : to;
    }

    /** A property for one of cron and interval replaces the other of the code. */
    private Schedule withTimes(Schedule to, ScheduleProperties from) {
        if (from.cron() != null && from.interval() != null) {
            throw both();
        }
        if (from.interval() != null) {
            return to.withInterval(from.interval());
        }
        String cron = from.cron() != null ? from.cron() : to.cron();
        if (cron == null) {
            if (from.zone() != null) {
                throw wrong(
                        "zone",
                        "zone is '" + from.zone() + "', but there is no cron expression to be read in it",
                        null);
            }
            return to;
        }
        return to.withCron(cron, from.zone() != null ? zone(from.zone()) : to.zone());
    }

    ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw wrong("zone", "zone is '" + text + "', which is no time zone that is known here", e);
        }
    }

    @Nullable
    Object payload(JsonText json, String text) {
        try {
            return json.read(text);
        } catch (IllegalArgumentException e) {
            throw wrong("payload", "payload is no JSON: " + e.getMessage(), e);
        }
    }

    Duration duration(String field, String text) {
        try {
            return DurationStyle.detectAndParse(text.trim());
        } catch (IllegalArgumentException e) {
            throw wrong(field, field + " is '" + text + "', which is no duration", e);
        }
    }

    SetupException both() {
        return new SetupException(
                subject() + " has both a cron expression and an interval.",
                place != null && properties == null
                        ? "It has one of them: remove the other there."
                        : "It has one of them: remove " + sourceOf("cron") + " or " + sourceOf("interval") + ".");
    }

    /** What the engine refused. */
    SetupException wrong(InvalidScheduleException e) {
        boolean neither = schedule.cron() == null
                && schedule.interval() == null
                && (properties == null || (properties.cron() == null && properties.interval() == null));
        if (neither && e.field().equals("cron")) {
            return new SetupException(
                    subject() + " has neither a cron expression nor an interval.",
                    "It has one of them: set " + (place == null ? "" : "cron or interval there, or ")
                            + "the property pgqueue.schedules." + schedule.name() + ".cron or .interval. "
                            + ALLOWED.get("cron"),
                    e);
        }
        return wrong(e.field(), String.valueOf(e.getMessage()), e);
    }

    SetupException wrong(String field, String problem, @Nullable Throwable cause) {
        String allowed = ALLOWED.getOrDefault(field, "");
        return new SetupException(
                subject() + " cannot work: " + problem + (problem.endsWith(".") ? "" : "."),
                "Correct " + sourceOf(field) + "." + (allowed.isEmpty() ? "" : " ") + allowed,
                cause);
    }

    private String subject() {
        return "The schedule '" + schedule.name() + "'"
                + (place == null
                        ? " of the properties pgqueue.schedules." + schedule.name() + ".*"
                        : " declared by " + place);
    }

    /** The property if it is set, or if the code says nothing. */
    private String sourceOf(String field) {
        String property =
                "the property pgqueue.schedules." + schedule.name() + "." + DataObjectPropertyName.toDashedForm(field);
        boolean ofProperty = place == null || (properties != null && properties.sets(field));
        if (ofProperty || field.equals("name")) {
            return ofProperty ? property : "its name there";
        }
        return "its " + field + " there, or set " + property;
    }
}
