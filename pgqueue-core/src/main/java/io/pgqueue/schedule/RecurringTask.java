package io.pgqueue.schedule;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a schedule for the kind of a {@link io.pgqueue.TaskHandler}, on which it stands. It has either {@link #cron}
 * or {@link #interval}. A property {@code pgqueue.schedules.<name>.*} beats an attribute; text attributes may hold
 * property placeholders.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RecurringTask {

    /** The schedule's name, {@code [a-z0-9][a-z0-9-]{0,62}}; empty for that of the kind. */
    String name() default "";

    /**
     * Six fields, from seconds to days of the week, or a macro such as {@code @daily}, as Spring's
     * {@code CronExpression} has it.
     */
    String cron() default "";

    /** In which {@link #cron} is read, such as {@code Europe/Berlin}; empty for UTC. */
    String zone() default "";

    /** A fixed distance, such as {@code 30s} or {@code PT30S}; 1 ms to 3,660 days. */
    String interval() default "";

    /** Of each task: JSON, or any other text for a string; empty for none. */
    String payload() default "";

    /** Delays each task at random by up to so long, such as {@code 1m}; empty for not at all. */
    String jitter() default "";

    /** What becomes of slots that nobody fired in time. */
    Missed missed() default Missed.ONE;

    /** How many missed slots {@link Missed#ALL} makes up for, 1 to 1,000. */
    int missedLimit() default 10;

    /** What a slot does while an earlier task of this schedule is live. */
    Overlap overlap() default Overlap.SKIP;
}
