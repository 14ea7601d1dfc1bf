package io.pgqueue.internal.schedule;

import java.time.Duration;
import java.time.Instant;

/** Slots at a fixed distance. */
record IntervalSlots(Duration interval) implements Slots {

    @Override
    public Instant after(Instant time, Instant slot) {
        if (slot.isAfter(time)) {
            return slot;
        }
        return slot.plusMillis(
                Math.multiplyExact(Duration.between(slot, time).dividedBy(interval) + 1, interval.toMillis()));
    }
}
