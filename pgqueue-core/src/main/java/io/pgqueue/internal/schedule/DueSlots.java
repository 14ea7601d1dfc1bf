package io.pgqueue.internal.schedule;

import io.pgqueue.internal.store.NextSchedule;
import io.pgqueue.schedule.Missed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a due schedule is to do.
 *
 * @param fire the slots that add a task, in their order
 * @param following the first slot that is not due; null if there is none any more
 */
record DueSlots(List<Instant> fire, @Nullable Instant following) {

    /** How late a slot may be that is not to be made up for. */
    static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration FIRST_LOOK_BACK = Duration.ofSeconds(10);

    static DueSlots of(NextSchedule schedule, Slots slots) {
        Instant now = schedule.checkedAt();
        Missed missed = Missed.valueOf(schedule.missed().toUpperCase(Locale.ROOT));
        int most = missed == Missed.ALL ? schedule.missedLimit() : 1;
        List<Instant> due = latest(most, slots, schedule.slot(), now);
        boolean tooLate = missed == Missed.SKIP && due.get(due.size() - 1).isBefore(now.minus(GRACE));
        return new DueSlots(tooLate ? List.of() : due, slots.after(now, schedule.slot()));
    }

    /**
     * The latest slots from {@code from}, which is one, to {@code now}. Looks back further and further, and no further than
     * it must: there may have been a slot a second for a year.
     */
    private static List<Instant> latest(int most, Slots slots, Instant from, Instant now) {
        Duration back = FIRST_LOOK_BACK;
        while (true) {
            Instant start = now.minus(back);
            boolean all = !start.isAfter(from);
            Deque<Instant> found = new ArrayDeque<>();
            Instant next = all ? from : slots.after(start, from);
            while (next != null && !next.isAfter(now)) {
                if (found.size() == most) {
                    found.removeFirst();
                }
                found.addLast(next);
                next = slots.after(next, from);
            }
            if (all || found.size() == most) {
                return List.copyOf(found);
            }
            back = back.multipliedBy(4);
        }
    }
}
