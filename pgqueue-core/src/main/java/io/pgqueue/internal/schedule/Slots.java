package io.pgqueue.internal.schedule;

import io.pgqueue.internal.store.StoredTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The times of a schedule. */
interface Slots {

    /**
     * The first slot later than a time; null if there is none.
     *
     * @param slot one of the schedule's slots, by which a fixed distance is counted
     */
    @Nullable
    Instant after(Instant time, Instant slot);

    /** The first slot of a schedule that begins now; null if there is none. */
    default @Nullable Instant first(Instant now) {
        return after(now, now);
    }

    /**
     * Those of stored times.
     *
     * @throws RuntimeException if the expression or the zone is none that is known here
     */
    static Slots of(StoredTimes times) {
        if (times.cron() != null) {
            return new CronSlots(times.cron(), ZoneId.of(Objects.requireNonNull(times.zone())));
        }
        return new IntervalSlots(Duration.ofMillis(Objects.requireNonNull(times.everyMillis())));
    }
}
