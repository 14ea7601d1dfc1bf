package io.pgqueue;

import java.time.Duration;
import java.time.Instant;

/**
 * What became of a kind's tasks within a stretch of time, on all instances together. Made of totals that each instance
 * writes once a minute, under the minute of the database's clock; those that have not been written yet are missing.
 */
public interface KindThroughput {

    String kind();

    /** The begin of the stretch, on a multiple of its length in UTC. */
    Instant from();

    /** Tasks that were added by {@link TaskQueue} or as follow-ups; not those of SQL, schedules and groups' ends. */
    long enqueued();

    /** Tasks that were not added, since their external key was there already. */
    long duplicates();

    long succeeded();

    /** Attempts that failed, timed out, or died with their worker. */
    long failed();

    /** Attempts after which the task is to run again, be it that they failed or that the handler asked for it. */
    long retried();

    /** Tasks that have no attempts left since then. */
    long usedUp();

    /** Tasks that were cancelled while they ran, or by their handler. */
    long cancelled();

    /** Attempts that ended, whatever they came to: what the following times are of. */
    long attempts();

    /** Together, from when a task could run until its handler was called. */
    Duration waited();

    Duration longestWait();

    /** Together, from there until the attempt ended. */
    Duration ran();

    Duration longestRun();
}
