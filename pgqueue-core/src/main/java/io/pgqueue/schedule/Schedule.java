package io.pgqueue.schedule;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When to add a task, and which: immutable, built by {@link #of} and {@code withX}. It has either a cron expression or an
 * interval. Its fields are checked when it is saved or declared, not here, so that an error can name the rule.
 *
 * <p>A task says by its headers {@value #NAME_HEADER} and {@value #SLOT_HEADER} what added it.
 */
public final class Schedule {

    /** Header of a task: the name of its schedule. */
    public static final String NAME_HEADER = TaskInfo.SCHEDULE_HEADER;

    /** Header of a task: the slot that it was added for, such as {@code 2026-03-29T01:00:00Z}. */
    public static final String SLOT_HEADER = "pgqueue-slot";

    private final String name;
    private final String kind;
    private final @Nullable String cron;
    private final ZoneId zone;
    private final @Nullable Duration interval;
    private final @Nullable Object payload;
    private final Map<String, String> headers;
    private final int priority;
    private final Duration jitter;
    private final Missed missed;
    private final int missedLimit;
    private final Overlap overlap;

    private Schedule(Draft draft) {
        this.name = draft.name;
        this.kind = draft.kind;
        this.cron = draft.cron;
        this.zone = draft.zone;
        this.interval = draft.interval;
        this.payload = draft.payload;
        this.headers = draft.headers;
        this.priority = draft.priority;
        this.jitter = draft.jitter;
        this.missed = draft.missed;
        this.missedLimit = draft.missedLimit;
        this.overlap = draft.overlap;
    }

    /**
     * A schedule that is yet to be given its times.
     *
     * @param name {@code [a-z0-9][a-z0-9-]{0,62}}, unique in the queue
     * @param kind of the tasks that it adds
     */
    public static Schedule of(String name, String kind) {
        return new Schedule(new Draft(Objects.requireNonNull(name, "name"), Objects.requireNonNull(kind, "kind")));
    }

    /** With tasks of another kind. */
    public Schedule withKind(String kind) {
        Draft draft = draft();
        draft.kind = Objects.requireNonNull(kind, "kind");
        return new Schedule(draft);
    }

    /**
     * At these times, in place of an interval. A time that daylight saving leaves out is taken right after the gap; one
     * that comes twice is taken the first time.
     *
     * @param cron six fields, from seconds to days of the week, or a macro such as {@code @daily}, as Spring's
     *     {@code CronExpression} has it
     * @param zone in which the fields are read
     */
    public Schedule withCron(String cron, ZoneId zone) {
        Draft draft = draft();
        draft.cron = Objects.requireNonNull(cron, "cron");
        draft.zone = Objects.requireNonNull(zone, "zone");
        draft.interval = null;
        return new Schedule(draft);
    }

    /**
     * At a fixed distance, in place of a cron expression: the first time so long after it was saved or first declared.
     * Neither lateness nor daylight saving moves what follows.
     *
     * @param interval 1 ms to 3,660 days, in whole milliseconds
     */
    public Schedule withInterval(Duration interval) {
        Draft draft = draft();
        draft.interval = Objects.requireNonNull(interval, "interval");
        draft.cron = null;
        return new Schedule(draft);
    }

    /** Of each task; any object that the JSON codec can write, or null for none. */
    public Schedule withPayload(@Nullable Object payload) {
        Draft draft = draft();
        draft.payload = payload;
        return new Schedule(draft);
    }

    /** Adds a header for each task. */
    public Schedule withHeader(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Objects.requireNonNull(header, "header"), Objects.requireNonNull(value, "value"));
        Draft draft = draft();
        draft.headers = Collections.unmodifiableMap(more);
        return new Schedule(draft);
    }

    /** Of each task: 0, the most urgent, to 9; {@value Task#DEFAULT_PRIORITY} by default. */
    public Schedule withPriority(int priority) {
        Draft draft = draft();
        draft.priority = priority;
        return new Schedule(draft);
    }

    /** Delays each task at random by up to so long, 0 (the default) to 30 days. The slots stay where they are. */
    public Schedule withJitter(Duration jitter) {
        Draft draft = draft();
        draft.jitter = Objects.requireNonNull(jitter, "jitter");
        return new Schedule(draft);
    }

    /** {@link Missed#ONE} by default. */
    public Schedule withMissed(Missed missed) {
        Draft draft = draft();
        draft.missed = Objects.requireNonNull(missed, "missed");
        return new Schedule(draft);
    }

    /** How many missed slots {@link Missed#ALL} makes up for: 1 to 1,000; 10 by default. */
    public Schedule withMissedLimit(int missedLimit) {
        Draft draft = draft();
        draft.missedLimit = missedLimit;
        return new Schedule(draft);
    }

    /** {@link Overlap#SKIP} by default. */
    public Schedule withOverlap(Overlap overlap) {
        Draft draft = draft();
        draft.overlap = Objects.requireNonNull(overlap, "overlap");
        return new Schedule(draft);
    }

    public String name() {
        return name;
    }

    public String kind() {
        return kind;
    }

    /** Null if it has an interval. */
    public @Nullable String cron() {
        return cron;
    }

    /** In which a cron expression is read; UTC if none was given. */
    public ZoneId zone() {
        return zone;
    }

    /** Null if it has a cron expression. */
    public @Nullable Duration interval() {
        return interval;
    }

    public @Nullable Object payload() {
        return payload;
    }

    /** Unmodifiable. */
    public Map<String, String> headers() {
        return headers;
    }

    public int priority() {
        return priority;
    }

    public Duration jitter() {
        return jitter;
    }

    public Missed missed() {
        return missed;
    }

    public int missedLimit() {
        return missedLimit;
    }

    public Overlap overlap() {
        return overlap;
    }

    /** Name, kind and times; never the payload, which may be confidential. */
    @Override
    public String toString() {
        return "Schedule[" + name + ", kind=" + kind
                + (cron == null ? "" : ", cron=" + cron + " " + zone)
                + (interval == null ? "" : ", interval=" + interval) + "]";
    }

    private Draft draft() {
        Draft draft = new Draft(name, kind);
        draft.cron = cron;
        draft.zone = zone;
        draft.interval = interval;
        draft.payload = payload;
        draft.headers = headers;
        draft.priority = priority;
        draft.jitter = jitter;
        draft.missed = missed;
        draft.missedLimit = missedLimit;
        draft.overlap = overlap;
        return draft;
    }

    /** The mutable twin that a {@code withX} changes before it becomes a schedule. */
    private static final class Draft {
        private final String name;
        private String kind;
        private @Nullable String cron;
        private ZoneId zone = ZoneId.of("UTC");
        private @Nullable Duration interval;
        private @Nullable Object payload;
        private Map<String, String> headers = Map.of();
        private int priority = Task.DEFAULT_PRIORITY;
        private Duration jitter = Duration.ZERO;
        private Missed missed = Missed.ONE;
        private int missedLimit = 10;
        private Overlap overlap = Overlap.SKIP;

        Draft(String name, String kind) {
            this.name = name;
            this.kind = kind;
        }
    }
}
