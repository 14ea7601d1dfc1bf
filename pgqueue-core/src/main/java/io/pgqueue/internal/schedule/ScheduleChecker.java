package io.pgqueue.internal.schedule;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.Task;
import io.pgqueue.internal.store.NewSchedule;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks every field of a schedule, and turns it into what the database stores. Thread-safe. */
public final class ScheduleChecker {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(3_660);
    private static final Duration LONGEST_JITTER = Duration.ofDays(30);
    private static final int MOST_MISSED = 1_000;

    private final Function<Task, NewTask> tasks;
    private final Function<Object, String> json;

    /**
     * A checker.
     *
     * @param tasks checks a task of the kind, {@link InvalidTaskException} if that cannot be
     * @param json writes a map
     */
    public ScheduleChecker(Function<Task, NewTask> tasks, Function<Object, String> json) {
        this.tasks = tasks;
        this.json = json;
    }

    /** Whether a schedule may have this name; none has another. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Checks a schedule that is to begin at a time.
     *
     * @throws InvalidScheduleException which names the schedule, the field, its value and the rule
     */
    Checked check(Schedule schedule, Instant now) {
        require(schedule, "name", schedule.name(), isName(schedule.name()), "must match " + NAME);
        Slots slots = slots(schedule);
        Instant first = slots.first(now);
        require(schedule, "cron", String.valueOf(schedule.cron()), first != null, "there is no such time from now on");
        require(
                schedule,
                "jitter",
                schedule.jitter(),
                !schedule.jitter().isNegative() && schedule.jitter().compareTo(LONGEST_JITTER) <= 0,
                "must be 0 to 30 days");
        require(
                schedule,
                "missedLimit",
                schedule.missedLimit(),
                schedule.missedLimit() >= 1 && schedule.missedLimit() <= MOST_MISSED,
                "must be 1 to " + MOST_MISSED);
        NewTask task = task(schedule);
        return new Checked(new NewSchedule(schedule.name(), definition(schedule), task.payload()), first);
    }

    private static Slots slots(Schedule schedule) {
        String cron = schedule.cron();
        Duration interval = schedule.interval();
        if (cron != null) {
            try {
                return new CronSlots(cron, schedule.zone());
            } catch (IllegalArgumentException e) {
                throw invalid(schedule, "cron", cron, "which is no cron expression: " + e.getMessage(), e);
            }
        }
        if (interval == null) {
            throw new InvalidScheduleException(
                    schedule.name(),
                    "cron",
                    "schedule '" + schedule.name()
                            + "' has neither a cron expression nor an interval; it has one of them",
                    null);
        }
        require(
                schedule,
                "interval",
                interval,
                interval.compareTo(Duration.ofMillis(1)) >= 0
                        && interval.compareTo(LONGEST_INTERVAL) <= 0
                        && interval.equals(Duration.ofMillis(interval.toMillis())),
                "must be 1 ms to 3,660 days, in whole milliseconds");
        return new IntervalSlots(interval);
    }

    private NewTask task(Schedule schedule) {
        Task task = Task.of(schedule.kind(), schedule.payload()).withPriority(schedule.priority());
        for (Map.Entry<String, String> header : schedule.headers().entrySet()) {
            task = task.withHeader(header.getKey(), header.getValue());
        }
        try {
            return tasks.apply(task);
        } catch (InvalidTaskException e) {
            throw new InvalidScheduleException(
                    schedule.name(), e.field(), "schedule '" + schedule.name() + "': " + e.getMessage(), e);
        }
    }

    private String definition(Schedule schedule) {
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("kind", schedule.kind());
        Duration interval = schedule.interval();
        String cron = schedule.cron();
        if (cron != null) {
            definition.put("cron", cron);
            definition.put("zone", schedule.zone().getId());
        } else if (interval != null) {
            definition.put("every_millis", interval.toMillis());
        }
        if (!schedule.headers().isEmpty()) {
            definition.put("headers", schedule.headers());
        }
        definition.put("priority", schedule.priority());
        definition.put("jitter_millis", schedule.jitter().toMillis());
        definition.put("missed", schedule.missed().name().toLowerCase(Locale.ROOT));
        definition.put("missed_limit", schedule.missedLimit());
        definition.put("overlap", schedule.overlap().name().toLowerCase(Locale.ROOT));
        return json.apply(definition);
    }

    private static void require(Schedule schedule, String field, Object value, boolean condition, String rule) {
        if (!condition) {
            throw invalid(schedule, field, value, "but " + rule, null);
        }
    }

    private static InvalidScheduleException invalid(
            Schedule schedule, String field, Object value, String rule, @Nullable Throwable cause) {
        return new InvalidScheduleException(
                schedule.name(),
                field,
                field + " of schedule '" + schedule.name() + "' is '" + value + "', " + rule,
                cause);
    }

    /**
     * A schedule that may be stored.
     *
     * @param first its first slot
     */
    record Checked(NewSchedule schedule, @Nullable Instant first) {}
}
