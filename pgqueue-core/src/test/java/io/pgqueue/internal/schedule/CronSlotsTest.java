package io.pgqueue.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/**
 * In 2026 Berlin goes from 2:00 to 3:00 on March 29 and from 3:00 to 2:00 on October 25; Cairo from 0:00 to 1:00 on
 * April 24, so that this day has no midnight, and from 24:00 on October 29 to 23:00.
 */
class CronSlotsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId CAIRO = ZoneId.of("Africa/Cairo");

    @Test
    void takesASlotInAGapRightAfterTheGapInBerlin() {
        assertThat(slots("0 30 2 * * *", BERLIN, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
                .containsExactly(
                        "2026-03-28T02:30+01:00[Europe/Berlin]",
                        "2026-03-29T03:00+02:00[Europe/Berlin]",
                        "2026-03-30T02:30+02:00[Europe/Berlin]");
    }

    @Test
    void takesASlotThatComesTwiceTheFirstTimeInBerlin() {
        assertThat(slots("0 30 2 * * *", BERLIN, "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"))
                .containsExactly(
                        "2026-10-24T02:30+02:00[Europe/Berlin]",
                        "2026-10-25T02:30+02:00[Europe/Berlin]",
                        "2026-10-26T02:30+01:00[Europe/Berlin]");
    }

    @Test
    void takesAMidnightThatDoesNotExistRightAfterTheGapInCairo() {
        assertThat(slots("@daily", CAIRO, "2026-04-22T12:00:00Z", "2026-04-25T12:00:00Z"))
                .containsExactly(
                        "2026-04-23T00:00+02:00[Africa/Cairo]",
                        "2026-04-24T01:00+03:00[Africa/Cairo]",
                        "2026-04-25T00:00+03:00[Africa/Cairo]");
    }

    @Test
    void takesASlotThatComesTwiceTheFirstTimeInCairo() {
        assertThat(slots("0 30 23 * * *", CAIRO, "2026-10-28T00:00:00Z", "2026-10-31T00:00:00Z"))
                .containsExactly(
                        "2026-10-28T23:30+03:00[Africa/Cairo]",
                        "2026-10-29T23:30+03:00[Africa/Cairo]",
                        "2026-10-30T23:30+02:00[Africa/Cairo]");
        assertThat(slots("@daily", CAIRO, "2026-10-28T22:00:00Z", "2026-10-31T00:00:00Z"))
                .containsExactly("2026-10-30T00:00+02:00[Africa/Cairo]", "2026-10-31T00:00+02:00[Africa/Cairo]");
    }

    @Test
    void takesSeveralSlotsOfOneGapOnce() {
        assertThat(slots("0 0/20 * * * *", BERLIN, "2026-03-29T00:20:00Z", "2026-03-29T01:30:00Z"))
                .containsExactly(
                        "2026-03-29T01:40+01:00[Europe/Berlin]",
                        "2026-03-29T03:00+02:00[Europe/Berlin]",
                        "2026-03-29T03:20+02:00[Europe/Berlin]");
    }

    @Test
    void takesEachSlotOfAnHourThatComesTwiceOnce() {
        assertThat(slots("0 0/30 * * * *", BERLIN, "2026-10-24T23:45:00Z", "2026-10-25T02:45:00Z"))
                .containsExactly(
                        "2026-10-25T02:00+02:00[Europe/Berlin]",
                        "2026-10-25T02:30+02:00[Europe/Berlin]",
                        "2026-10-25T03:00+01:00[Europe/Berlin]",
                        "2026-10-25T03:30+01:00[Europe/Berlin]");
    }

    @Test
    void goesOnFromTheSecondPassOfAnHour() {
        CronSlots slots = new CronSlots("0 0/10 * * * *", BERLIN);
        Instant secondPass = Instant.parse("2026-10-25T01:15:00Z");

        assertThat(slots.after(secondPass, secondPass)).isEqualTo(Instant.parse("2026-10-25T02:00:00Z"));
    }

    @Test
    void hasOneSlotADayAllYearRoundInBothZones() {
        for (ZoneId zone : List.of(BERLIN, CAIRO)) {
            for (int minute = 0; minute < 24 * 60; minute += 15) {
                CronSlots slots = new CronSlots("0 %d %d * * *".formatted(minute % 60, minute / 60), zone);
                Instant time =
                        LocalDate.of(2026, 1, 1).atStartOfDay(zone).toInstant().minusMillis(1);
                List<LocalDate> days = new ArrayList<>();
                for (int day = 0; day < 365; day++) {
                    time = slots.after(time, time);
                    days.add(LocalDate.ofInstant(time, zone));
                }
                assertThat(days).doesNotHaveDuplicates().last().isEqualTo(LocalDate.of(2026, 12, 31));
            }
        }
    }

    /** Why it is not asked for zoned times. */
    @Test
    void theExpressionItselfMissesWhatFallsIntoAGap() {
        ZonedDateTime before = ZonedDateTime.of(2026, 3, 28, 12, 0, 0, 0, BERLIN);

        ZonedDateTime next = CronExpression.parse("0 30 2 * * *").next(before);

        assertThat(next).isNotEqualTo(ZonedDateTime.of(2026, 3, 29, 3, 0, 0, 0, BERLIN));
    }

    @Test
    void endsWhereTheExpressionDoes() {
        CronSlots slots = new CronSlots("0 0 0 30 2 *", BERLIN);

        assertThat(slots.first(Instant.now())).isNull();
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CronSlots("0 0 25 * * *", BERLIN));
    }

    @Test
    void anIntervalKeepsItsDistanceThroughoutTheYear() {
        Slots slots = new IntervalSlots(Duration.ofHours(5));
        Instant anchor = Instant.parse("2026-01-01T00:07:00Z");
        Instant time = anchor;
        for (int i = 1; i < 2_000; i++) {
            Instant next = slots.after(time.plusMillis(i), anchor);
            assertThat(Duration.between(time, next)).isEqualTo(Duration.ofHours(5));
            time = next;
        }
    }

    private static List<String> slots(String cron, ZoneId zone, String from, String to) {
        CronSlots slots = new CronSlots(cron, zone);
        List<String> found = new ArrayList<>();
        Instant next = slots.first(Instant.parse(from));
        while (next != null && next.isBefore(Instant.parse(to))) {
            found.add(next.atZone(zone).toString());
            next = slots.after(next, next);
        }
        return found;
    }
}
