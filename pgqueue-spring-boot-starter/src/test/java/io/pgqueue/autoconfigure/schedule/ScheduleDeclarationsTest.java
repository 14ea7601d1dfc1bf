package io.pgqueue.autoconfigure.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskWork;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.Overlap;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.testsupport.TestCodec;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Where schedules come from, and what beats what. */
@Tag("database")
class ScheduleDeclarationsTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final ApplicationContextRunner application = PgQueueRunner.on(database)
            .withPropertyValues("pgqueue.processing.enabled=false", "spring.application.name=shop")
            .withBean(Reports.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void declaresWhatAnnotationsSay() {
        run(application, schedules -> {
            assertThat(find(schedules, "nightly-report").schedule())
                    .usingRecursiveComparison()
                    .isEqualTo(Schedule.of("nightly-report", "nightly-report")
                            .withCron("0 0 3 * * *", ZoneId.of("Europe/Berlin"))
                            .withPayload(Map.of("of", "orders"))
                            .withJitter(Duration.ofMinutes(2))
                            .withMissed(Missed.ALL)
                            .withMissedLimit(3)
                            .withOverlap(Overlap.QUEUE));
            assertThat(find(schedules, "tidy").schedule())
                    .usingRecursiveComparison()
                    .isEqualTo(Schedule.of("tidy", "clean-up").withInterval(Duration.ofMinutes(10)));
            assertThat(find(schedules, "tidy").owner()).isEqualTo("shop");
        });
    }

    @Test
    void resolvesPlaceholdersInAnnotations() {
        run(application.withPropertyValues("report.zone=Africa/Cairo", "tidy.every=7m"), schedules -> {
            assertThat(find(schedules, "nightly-report").schedule().zone()).isEqualTo(ZoneId.of("Africa/Cairo"));
            assertThat(find(schedules, "tidy").schedule().interval()).isEqualTo(Duration.ofMinutes(7));
        });
    }

    @Test
    void letsPropertiesBeatAnnotations() {
        run(
                application.withPropertyValues(
                        "pgqueue.schedules.nightly-report.cron=@hourly",
                        "pgqueue.schedules.nightly-report.payload=plain text",
                        "pgqueue.schedules.nightly-report.missed=skip",
                        "pgqueue.schedules.nightly-report.priority=1",
                        "pgqueue.schedules.tidy.cron=0 30 * * * *",
                        "pgqueue.schedules.tidy.jitter=5s",
                        "pgqueue.schedules.tidy.overlap=queue"),
                schedules -> {
                    Schedule report = find(schedules, "nightly-report").schedule();
                    assertThat(report.cron()).isEqualTo("@hourly");
                    assertThat(report.zone()).as("of the annotation").isEqualTo(ZoneId.of("Europe/Berlin"));
                    assertThat(report.payload()).isEqualTo("plain text");
                    assertThat(report.missed()).isEqualTo(Missed.SKIP);
                    assertThat(report.missedLimit()).isEqualTo(3);
                    assertThat(report.priority()).isEqualTo(1);
                    Schedule tidy = find(schedules, "tidy").schedule();
                    assertThat(tidy.interval())
                            .as("gives way to the cron expression")
                            .isNull();
                    assertThat(tidy.cron()).isEqualTo("0 30 * * * *");
                    assertThat(tidy.jitter()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(tidy.overlap()).isEqualTo(Overlap.QUEUE);
                });
    }

    @Test
    void declaresSchedulesOfPropertiesAloneAndOfBeans() {
        run(
                application
                        .withPropertyValues(
                                "pgqueue.schedules.weekly.kind=clean-up",
                                "pgqueue.schedules.weekly.cron=@weekly",
                                "pgqueue.schedules.weekly.payload={\"deep\":true}",
                                "pgqueue.schedules.clean-up.interval=1h")
                        .withBean(
                                "ofABean",
                                Schedule.class,
                                () -> Schedule.of("of-a-bean", "clean-up").withInterval(Duration.ofHours(2))),
                schedules -> {
                    assertThat(find(schedules, "weekly").schedule().payload()).isEqualTo(Map.of("deep", true));
                    assertThat(find(schedules, "clean-up").schedule().kind()).isEqualTo("clean-up");
                    assertThat(find(schedules, "of-a-bean").schedule().interval())
                            .isEqualTo(Duration.ofHours(2));
                });
    }

    @Test
    void understandsEnvironmentVariables() {
        ApplicationContextRunner withEnvironment = application.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "test-systemEnvironment", Map.of("PGQUEUE_SCHEDULES_NIGHTLYREPORT_ZONE", "Asia/Tokyo"))));

        run(withEnvironment, schedules -> {
            assertThat(find(schedules, "nightly-report").schedule().zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
            assertThat(schedules.list()).hasSize(2);
        });
    }

    @Test
    void retiresWhatIsNoLongerDeclaredOrSwitchedOff() {
        run(application, schedules -> {});

        run(
                application.withPropertyValues(
                        "pgqueue.schedules.tidy.enabled=false", "pgqueue.processing.enabled=true"),
                schedules -> {
                    assertThat(find(schedules, "tidy").retiredAt()).isNotNull();
                    assertThat(find(schedules, "nightly-report").retiredAt()).isNull();
                });
        run(
                PgQueueRunner.on(database).withPropertyValues("spring.application.name=shop"),
                schedules -> assertThat(find(schedules, "nightly-report").retiredAt())
                        .isNotNull());
    }

    @Test
    void retiresNothingWhereNoTasksAreRun() {
        run(application, schedules -> {});

        run(
                PgQueueRunner.on(database)
                        .withPropertyValues("pgqueue.processing.enabled=false", "spring.application.name=shop"),
                schedules -> assertThat(schedules.list())
                        .extracting(ScheduleInfo::retiredAt)
                        .containsOnlyNulls());
    }

    @Test
    void leavesTheSchedulesOfOtherApplicationsAlone() {
        run(application, schedules -> {});

        run(
                PgQueueRunner.on(database).withPropertyValues("spring.application.name=billing"),
                schedules -> assertThat(schedules.list())
                        .extracting(ScheduleInfo::retiredAt)
                        .containsOnlyNulls());
    }

    @Test
    void letsWhatWasSavedAtRunTimeBeatBoth() {
        run(
                application,
                schedules -> schedules.save(find(schedules, "tidy").schedule().withInterval(Duration.ofHours(5))));

        run(application.withPropertyValues("pgqueue.schedules.tidy.interval=1h"), schedules -> {
            assertThat(find(schedules, "tidy").schedule().interval()).isEqualTo(Duration.ofHours(5));
            schedules.reset("tidy");
            assertThat(find(schedules, "tidy").schedule().interval()).isEqualTo(Duration.ofHours(1));
        });
    }

    @Test
    void readsAPayloadThatIsNoJsonAsAText() {
        JsonText json = new JsonText(new TestCodec());

        assertThat(json.read(" ")).isNull();
        assertThat(json.read("null")).isNull();
        assertThat(json.read("7")).isEqualTo(7);
        assertThat(json.read("\"7\"")).isEqualTo("7");
        assertThat(json.read("[1, 2]")).isEqualTo(List.of(1, 2));
        assertThat(json.read("eu west")).isEqualTo("eu west");
    }

    private static void run(ApplicationContextRunner application, Consumer<Schedules> work) {
        application.run(context -> {
            assertThat(context).hasNotFailed();
            work.accept(context.getBean(Schedules.class));
        });
    }

    private static ScheduleInfo find(Schedules schedules, String name) {
        return schedules.find(name).orElseThrow();
    }

    static class Reports {

        @TaskHandler("nightly-report")
        @RecurringTask(
                cron = "0 0 3 * * *",
                zone = "${report.zone:Europe/Berlin}",
                payload = "{\"of\": \"orders\"}",
                jitter = "2m",
                missed = Missed.ALL,
                missedLimit = 3,
                overlap = Overlap.QUEUE)
        void report(Map<String, Object> payload) {}

        @TaskHandler("clean-up")
        @RecurringTask(name = "tidy", interval = "${tidy.every:10m}")
        void cleanUp() {}
    }

    /** On a class, beside the annotation that makes it a handler. */
    @TaskHandler("typed")
    @RecurringTask(interval = "1h")
    static class Typed implements TaskWork<Void> {
        @Override
        public Object run(Void payload, TaskContext context) {
            return null;
        }
    }

    @Test
    void declaresWhatStandsOnAClass() {
        run(
                application.withBean(Typed.class),
                schedules ->
                        assertThat(find(schedules, "typed").schedule().kind()).isEqualTo("typed"));
    }
}
