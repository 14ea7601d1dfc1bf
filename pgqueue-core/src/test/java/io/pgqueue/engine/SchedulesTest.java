package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.TaskInfo;
import io.pgqueue.schedule.InvalidScheduleException;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.Overlap;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.ScheduleInfo.Origin;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done to schedules at run time. */
@Tag("database")
class SchedulesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Schedule NIGHTLY = Schedule.of("nightly", "report").withCron("0 0 3 * * *", BERLIN);

    private final TestQueue queue = new TestQueue();
    private PgQueueEngine engine;
    private Schedules schedules;

    @BeforeEach
    void create() {
        engine = queue.engine(handler("report", (payload, context) -> null), handler("other", (p, context) -> null));
        schedules = engine.schedules();
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void keepsAllThatAScheduleSays() {
        Schedule schedule = NIGHTLY.withPayload(Map.of("of", List.of("orders", 7)))
                .withHeader("trace", "yes")
                .withPriority(2)
                .withJitter(Duration.ofMinutes(3))
                .withMissed(Missed.ALL)
                .withMissedLimit(24)
                .withOverlap(Overlap.QUEUE);

        ScheduleInfo saved = schedules.save(schedule);

        assertThat(saved.schedule()).usingRecursiveComparison().isEqualTo(schedule);
        assertThat(saved.origin()).isEqualTo(Origin.RUN_TIME);
        assertThat(saved.nextSlot().atZone(BERLIN).getHour()).isEqualTo(3);
        assertThat(saved)
                .extracting("owner", "lastSlot", "lastFiredAt", "lastTaskId", "pausedAt", "retiredAt")
                .containsOnlyNulls();
        assertThat(schedules.find("nightly").orElseThrow().schedule())
                .usingRecursiveComparison()
                .isEqualTo(schedule);
        assertThat(schedules.list()).extracting(ScheduleInfo::name).containsExactly("nightly");
    }

    @Test
    void beginsAnIntervalWhenItIsSaved() {
        ScheduleInfo saved = schedules.save(Schedule.of("often", "report").withInterval(Duration.ofMinutes(90)));

        assertThat(Duration.between(
                        queue.jdbc()
                                .queryForObject("select now()", OffsetDateTime.class)
                                .toInstant(),
                        saved.nextSlot()))
                .isBetween(Duration.ofMinutes(89), Duration.ofMinutes(90));
        assertThat(saved.schedule().interval()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void keepsItsSlotWhenAnythingButItsTimesIsEdited() {
        Instant slot = schedules
                .save(Schedule.of("often", "report").withInterval(Duration.ofMinutes(90)))
                .nextSlot();

        ScheduleInfo edited = schedules.save(Schedule.of("often", "other")
                .withInterval(Duration.ofMinutes(90))
                .withPayload("new"));

        assertThat(edited.nextSlot()).isEqualTo(slot);
        assertThat(edited.schedule().kind()).isEqualTo("other");
        assertThat(schedules
                        .save(edited.schedule().withInterval(Duration.ofMinutes(91)))
                        .nextSlot())
                .isAfter(slot);
    }

    @Test
    void pausesAndResumesWithoutMakingUpForThePause() {
        schedules.save(Schedule.of("often", "report").withInterval(Duration.ofHours(1)));

        assertThat(schedules.pause("often")).isTrue();
        assertThat(schedules.pause("often")).isFalse();
        assertThat(schedules.find("often").orElseThrow().pausedAt()).isNotNull();
        queue.jdbc().update("update pgqueue.schedule set next_slot = now() - interval '5 hours 20 minutes'");
        assertThat(schedules.resume("often")).isTrue();
        assertThat(schedules.resume("often")).isFalse();

        ScheduleInfo resumed = schedules.find("often").orElseThrow();
        assertThat(resumed.pausedAt()).isNull();
        assertThat(Duration.between(Instant.now(), resumed.nextSlot()))
                .isBetween(Duration.ofMinutes(38), Duration.ofMinutes(41));
    }

    @Test
    void addsATaskWhenItIsTriggeredPausedOrNot() {
        Instant slot = schedules.save(NIGHTLY.withPayload(Map.of("n", 1))).nextSlot();
        schedules.pause("nightly");

        long first = schedules.triggerNow("nightly").orElseThrow();
        long second = schedules.triggerNow("nightly").orElseThrow();

        assertThat(second).isNotEqualTo(first);
        TaskInfo task = engine.taskAdmin().find(first).orElseThrow();
        assertThat(task.payload()).isEqualTo("{\"n\": 1}");
        assertThat(task.headers())
                .containsEntry(Schedule.NAME_HEADER, "nightly")
                .containsKey(Schedule.SLOT_HEADER);
        ScheduleInfo after = schedules.find("nightly").orElseThrow();
        assertThat(after.nextSlot()).isEqualTo(slot);
        assertThat(after.lastTaskId()).isEqualTo(second);
        assertThat(after.lastFiredAt()).isNotNull();
    }

    @Test
    void retiresWhatIsRemovedUntilItIsSavedAgain() {
        schedules.save(NIGHTLY);

        assertThat(schedules.remove("nightly")).isTrue();
        assertThat(schedules.remove("nightly")).isFalse();
        assertThat(schedules.find("nightly").orElseThrow().retiredAt()).isNotNull();
        assertThat(schedules.triggerNow("nightly")).isEmpty();

        assertThat(schedules.save(NIGHTLY).retiredAt()).isNull();
    }

    @Test
    void knowsNothingOfAScheduleThatIsNotThere() {
        assertThat(schedules.find("missing")).isEmpty();
        assertThat(schedules.pause("missing")).isFalse();
        assertThat(schedules.resume("missing")).isFalse();
        assertThat(schedules.triggerNow("missing")).isEmpty();
        assertThat(schedules.reset("missing")).isFalse();
        assertThat(schedules.remove("missing")).isFalse();
    }

    @Test
    void joinsTheTransactionOfItsCaller() {
        var shared = queue.dataSource();
        Schedules joined = queue.engineOn(shared, UnaryOperator.identity(), handler("third", (p, c) -> null))
                .schedules();
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(shared));

        transaction.executeWithoutResult(status -> {
            joined.save(NIGHTLY);
            joined.triggerNow("nightly");
            status.setRollbackOnly();
        });

        assertThat(schedules.list()).isEmpty();
        assertThat(queue.jdbc().queryForObject("select count(*) from pgqueue.task", Long.class))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cron        | cron of schedule 'wrong' is '0 0 25 * * *', which is no cron expression
            never       | cron of schedule 'wrong' is '0 0 0 30 2 *', but there is no such time from now on
            neither     | schedule 'wrong' has neither a cron expression nor an interval
            interval    | interval of schedule 'wrong' is 'PT0.0005S', but must be 1 ms to 3,660 days
            jitter      | jitter of schedule 'wrong' is 'PT-1S', but must be 0 to 30 days
            missedLimit | missedLimit of schedule 'wrong' is '0', but must be 1 to 1000
            name        | name of schedule 'Wrong!' is 'Wrong!', but must match
            kind        | schedule 'wrong': kind 'nobody' is unknown
            priority    | schedule 'wrong': priority is '12', but must be 0 (most urgent) to 9
            """)
    void refusesWhatCannotBeAndSaysWhy(String what, String message) {
        Schedule good = Schedule.of("wrong", "report").withInterval(Duration.ofHours(1));
        Schedule wrong = switch (what) {
            case "cron" -> good.withCron("0 0 25 * * *", BERLIN);
            case "never" -> good.withCron("0 0 0 30 2 *", BERLIN);
            case "neither" -> Schedule.of("wrong", "report");
            case "interval" -> good.withInterval(Duration.ofNanos(500_000));
            case "jitter" -> good.withJitter(Duration.ofSeconds(-1));
            case "missedLimit" -> good.withMissedLimit(0);
            case "name" -> Schedule.of("Wrong!", "report").withInterval(Duration.ofHours(1));
            case "kind" -> Schedule.of("wrong", "nobody").withInterval(Duration.ofHours(1));
            default -> good.withPriority(12);
        };

        assertThatExceptionOfType(InvalidScheduleException.class)
                .isThrownBy(() -> schedules.save(wrong))
                .withMessageContaining(message);
        assertThat(schedules.list()).isEmpty();
    }
}
