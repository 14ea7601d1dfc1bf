package io.pgqueue;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits of a kind for all instances together, as in {@link KindLimits}; the value of {@link TaskHandler#limits}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface TaskLimits {

    /** Most tasks of the kind that run at once; -1 for no limit. */
    int maxRunning() default -1;

    /** Most tasks of the kind that are started in a {@link #period()}; -1 for no limit. */
    int maxStarted() default -1;

    /** The period of {@link #maxStarted()}, such as {@code 1s} or {@code PT1S}. */
    String period() default "";

    /** Most tasks of one partition that run at once; -1 for no limit. */
    int maxRunningPerPartition() default -1;

    /** Most tasks of one partition that are started in a {@link #periodPerPartition()}; -1 for no limit. */
    int maxStartedPerPartition() default -1;

    /** The period of {@link #maxStartedPerPartition()}. */
    String periodPerPartition() default "";
}
