package io.pgqueue.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.NextSchedule;
import io.pgqueue.internal.store.StoredTimes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueSlotsTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final StoredTimes HOURLY = new StoredTimes("0 0 * * * *", "UTC", null);

    @Test
    void firesASlotThatIsInTime() {
        for (String missed : new String[] {"skip", "one", "all"}) {
            DueSlots due = due(HOURLY, NOON, NOON.plusMillis(20), missed, 3);

            assertThat(due.fire()).containsExactly(NOON);
            assertThat(due.following()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        }
    }

    @Test
    void skipLeavesOutWhatIsMoreThanAMinuteLate() {
        DueSlots late = due(HOURLY, NOON, NOON.plusSeconds(61), "skip", 3);
        DueSlots lateByHours = due(HOURLY, NOON, NOON.plus(Duration.ofHours(5)).plusSeconds(59), "skip", 3);

        assertThat(late.fire()).isEmpty();
        assertThat(late.following()).isEqualTo(NOON.plus(Duration.ofHours(1)));
        assertThat(lateByHours.fire()).containsExactly(NOON.plus(Duration.ofHours(5)));
    }

    @Test
    void oneMakesUpForAllByTheLatest() {
        DueSlots due = due(HOURLY, NOON, NOON.plus(Duration.ofMinutes(5 * 60 + 30)), "one", 3);

        assertThat(due.fire()).containsExactly(NOON.plus(Duration.ofHours(5)));
        assertThat(due.following()).isEqualTo(NOON.plus(Duration.ofHours(6)));
    }

    @Test
    void allMakesUpForEachUpToTheLimit() {
        Instant now = NOON.plus(Duration.ofMinutes(5 * 60 + 30));

        assertThat(due(HOURLY, NOON, now, "all", 10).fire()).hasSize(6).startsWith(NOON);
        assertThat(due(HOURLY, NOON, now, "all", 3).fire())
                .containsExactly(
                        NOON.plus(Duration.ofHours(3)), NOON.plus(Duration.ofHours(4)), NOON.plus(Duration.ofHours(5)));
    }

    @Test
    void countsAnIntervalFromItsSlots() {
        Instant slot = NOON.plusMillis(123);
        DueSlots due =
                due(new StoredTimes(null, null, 7_000L), slot, slot.plusMillis(7_000 * 1_000_000L + 5), "all", 2);

        assertThat(due.fire()).containsExactly(slot.plusMillis(7_000 * 999_999L), slot.plusMillis(7_000 * 1_000_000L));
        assertThat(due.following()).isEqualTo(slot.plusMillis(7_000 * 1_000_001L));
    }

    @Test
    void looksNoFurtherBackThanItMust() {
        StoredTimes everySecond = new StoredTimes("* * * * * *", "UTC", null);
        long begun = System.nanoTime();

        DueSlots due = due(everySecond, NOON.minus(Duration.ofDays(3_650)), NOON, "all", 1_000);

        assertThat(due.fire()).hasSize(1_000).endsWith(NOON);
        // all of them would take minutes
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    private static DueSlots due(StoredTimes times, Instant slot, Instant now, String missed, int limit) {
        return DueSlots.of(new NextSchedule("test", 1, slot, times, missed, limit, now), Slots.of(times));
    }
}
