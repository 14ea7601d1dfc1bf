package io.pgqueue.internal.store;

import java.time.Instant;

/**
 * A schedule whose slot comes next, or is due.
 *
 * @param revision of what is in force
 * @param checkedAt when this was read, by the database's clock
 */
public record NextSchedule(
        String name, int revision, Instant slot, StoredTimes times, String missed, int missedLimit, Instant checkedAt) {

    public boolean isDue() {
        return !slot.isAfter(checkedAt);
    }
}
