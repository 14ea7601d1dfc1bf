package io.pgqueue.schedule;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The schedules of a queue, which live in the database: what is done here holds for all instances and across restarts.
 * Instances that process tasks see it within two seconds. Joins the caller's transaction, if there is one on the queue's
 * {@code DataSource}. Thread-safe.
 */
public interface Schedules {

    /**
     * Makes a schedule, or changes the one of this name; what is saved here beats what the code declares, until
     * {@link #reset}. If its times change, it goes on from now. One that was retired lives again; one that is paused
     * stays so.
     *
     * @throws InvalidScheduleException if a field breaks a rule, or nobody knows the kind
     */
    ScheduleInfo save(Schedule schedule);

    /** Finds a schedule, be it paused or retired. */
    Optional<ScheduleInfo> find(String name);

    /** All schedules by name, those included that are paused or retired. */
    List<ScheduleInfo> list();

    /** It adds no tasks until {@link #resume}; false if there is none, or it was paused already. */
    boolean pause(String name);

    /** Ends a pause; slots that passed meanwhile are left out. False if there was none. */
    boolean resume(String name);

    /**
     * Adds a task now, even if the schedule is paused or an earlier task is live; its slots stay where they are.
     *
     * @return the task's id; empty if there is no such schedule, or it is retired
     */
    OptionalLong triggerNow(String name);

    /** Undoes what was saved or removed at run time, so that what the code declares is in force again; false if nothing was. */
    boolean reset(String name);

    /**
     * Retires a schedule: it is kept, and adds no tasks, until it is saved or reset. False if there is none, or it was
     * retired already.
     */
    boolean remove(String name);
}
