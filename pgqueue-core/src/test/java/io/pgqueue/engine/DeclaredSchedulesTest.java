package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.Task;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.ScheduleInfo.Origin;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the code of applications says of schedules, and what becomes of that when it changes. */
@Tag("database")
class DeclaredSchedulesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Schedule NIGHTLY = Schedule.of("nightly", "report").withCron("0 0 3 * * *", BERLIN);

    private final TestQueue queue = new TestQueue();
    private final PgQueueEngine engine = queue.engine(handler("report", (payload, context) -> null));
    private final Schedules schedules = engine.schedules();

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void declaresAndRetiresWhatAnApplicationSays() {
        declare("shop", List.of(NIGHTLY, Schedule.of("b", "report").withInterval(Duration.ofHours(1))));
        declare("billing", List.of(Schedule.of("c", "report").withInterval(Duration.ofHours(1))));
        schedules.save(Schedule.of("made-by-hand", "report").withInterval(Duration.ofHours(1)));

        declare("shop", List.of(NIGHTLY));

        assertThat(schedules.list())
                .filteredOn(schedule -> schedule.retiredAt() != null)
                .extracting(ScheduleInfo::name)
                .containsExactly("b");
        assertThat(schedules.find("c").orElseThrow().owner()).isEqualTo("billing");
        assertThat(schedules.find("nightly").orElseThrow().origin()).isEqualTo(Origin.DECLARED);
    }

    @Test
    void bringsBackWhatIsDeclaredAgainWithoutMakingUpForTheTimeBetween() {
        declare("shop", List.of(NIGHTLY));
        declare("shop", List.of());
        queue.jdbc().update("update pgqueue.schedule set next_slot = now() - interval '5 days'");

        declare("shop", List.of(NIGHTLY));

        ScheduleInfo again = schedules.find("nightly").orElseThrow();
        assertThat(again.retiredAt()).isNull();
        assertThat(again.nextSlot()).isAfter(Instant.now());
    }

    @Test
    void keepsTheSlotOverARestartSoThatWhatWasMissedIsNoticed() {
        declare("shop", List.of(NIGHTLY));
        queue.jdbc().update("update pgqueue.schedule set next_slot = now() - interval '5 days'");

        declare("shop", List.of(NIGHTLY.withPriority(1)));

        assertThat(schedules.find("nightly").orElseThrow().nextSlot()).isBefore(Instant.now());
        declare("shop", List.of(NIGHTLY.withCron("0 0 4 * * *", BERLIN)));
        assertThat(schedules.find("nightly").orElseThrow().nextSlot()).isAfter(Instant.now());
    }

    @Test
    void letsAnEditBeatTheCodeUntilItIsReset() {
        declare("shop", List.of(NIGHTLY));
        schedules.save(NIGHTLY.withCron("0 0 5 * * *", BERLIN));

        declare("shop", List.of(NIGHTLY.withPriority(1)));

        ScheduleInfo edited = schedules.find("nightly").orElseThrow();
        assertThat(edited.origin()).isEqualTo(Origin.EDITED);
        assertThat(edited.schedule().cron()).isEqualTo("0 0 5 * * *");
        assertThat(edited.nextSlot().atZone(BERLIN).getHour()).isEqualTo(5);

        assertThat(schedules.reset("nightly")).isTrue();
        assertThat(schedules.reset("nightly")).isFalse();
        ScheduleInfo reset = schedules.find("nightly").orElseThrow();
        assertThat(reset.origin()).isEqualTo(Origin.DECLARED);
        assertThat(reset.schedule().priority()).isEqualTo(1);
        assertThat(reset.nextSlot().atZone(BERLIN).getHour()).isEqualTo(3);
    }

    @Test
    void leavesWhatWasRemovedAtRunTimeRetiredUntilItIsReset() {
        declare("shop", List.of(NIGHTLY));
        schedules.remove("nightly");

        declare("shop", List.of(NIGHTLY));

        assertThat(schedules.find("nightly").orElseThrow().retiredAt()).isNotNull();
        assertThat(schedules.reset("nightly")).isTrue();
        assertThat(schedules.find("nightly").orElseThrow().retiredAt()).isNull();
    }

    @Test
    void refusesANameThatAnotherApplicationHas() {
        declare("shop", List.of(NIGHTLY));

        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> declare(
                        "billing", List.of(NIGHTLY, Schedule.of("c", "report").withInterval(Duration.ofHours(1)))))
                .withMessage(
                        "schedule 'nightly' is declared by the application 'shop', too; give one of them another name");
        assertThat(schedules.list()).hasSize(1);
    }

    @Test
    void refusesANameThatIsThereTwice() {
        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> declare("shop", List.of(NIGHTLY, NIGHTLY)))
                .withMessage("schedule 'nightly' is declared twice");
    }

    @Test
    void retiresNothingForAnInstanceThatDoesNotHaveAllHandlers() {
        declare("shop", List.of(NIGHTLY));

        engine.declareSchedules("shop", List.of(Schedule.of("b", "report").withInterval(Duration.ofHours(1))), false);

        assertThat(schedules.list())
                .hasSize(2)
                .extracting(ScheduleInfo::retiredAt)
                .containsOnlyNulls();
    }

    @Test
    void isShownByAView() {
        declare("shop", List.of(NIGHTLY));
        schedules.pause("nightly");

        assertThat(queue.jdbc()
                        .queryForMap("select name, state, origin, owner, kind, cron, zone from pgqueue.schedules"))
                .hasToString("{name=nightly, state=paused, origin=declared, owner=shop, kind=report, cron=0 0 3 * * *,"
                        + " zone=Europe/Berlin}");
    }

    @Test
    void doesNotDisturbOrdinaryTasks() {
        declare("shop", List.of(NIGHTLY));

        assertThat(engine.taskQueue().enqueue(Task.of("report", null)).added()).isTrue();
    }

    private void declare(String application, List<Schedule> declared) {
        engine.declareSchedules(application, declared, true);
    }
}
