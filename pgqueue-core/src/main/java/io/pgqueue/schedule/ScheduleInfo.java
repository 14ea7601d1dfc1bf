package io.pgqueue.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A schedule as the database has it, and how it is doing. */
public interface ScheduleInfo {

    default String name() {
        return schedule().name();
    }

    /** What is in force: what was saved at run time, or else what the code declares. */
    Schedule schedule();

    Origin origin();

    /** The application whose code declares it; null if none does. */
    @Nullable
    String owner();

    /** When it adds its next task, unless it is paused or retired; null if its times are over. */
    @Nullable
    Instant nextSlot();

    /** The latest slot that added a task, by its time or because it was triggered; null if none has. */
    @Nullable
    Instant lastSlot();

    /** When that task was added, by the database's clock. */
    @Nullable
    Instant lastFiredAt();

    /** That task, which may have been purged since. */
    @Nullable
    Long lastTaskId();

    /** Slots that added no task because an earlier task was live, see {@link Overlap#SKIP}. */
    long skipped();

    /** Since when it is paused; null if it is not. */
    @Nullable
    Instant pausedAt();

    /** Since when it is retired: it is kept, and adds no tasks; null if it is not. */
    @Nullable
    Instant retiredAt();

    /** Where what is in force comes from. */
    enum Origin {
        /** An annotation, a property or a bean. */
        DECLARED,
        /** Declared, and changed at run time since. */
        EDITED,
        /** Made at run time. */
        RUN_TIME
    }
}
