package io.pgqueue.schedule;

/**
 * What becomes of slots that nobody fired in time, as when no instance was running. Slots that pass while a schedule is
 * paused or retired are not missed: they are left out.
 */
public enum Missed {
    /** The latest adds a task if it is at most a minute late; the others are left out. */
    SKIP,
    /** The latest adds a task, however late; the others are left out. */
    ONE,
    /** Each adds a task, up to {@link Schedule#missedLimit}, the latest of them. */
    ALL
}
