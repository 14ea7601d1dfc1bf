package io.pgqueue.autoconfigure.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskHandler;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** What the user reads when the application does not start because of a schedule. */
@Tag("database")
class WrongScheduleTest {

    private static TestDatabase database;

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @ParameterizedTest
    @MethodSource("annotations")
    void namesTheMethodTheValueAndWhatIsAllowed(Class<?> bean, String problem, String remedy) {
        FailureAnalysis report = reportOf(application().withBean(bean));

        assertThat(report.getDescription())
                .contains("'report'", "method report() of bean", bean.getName())
                .contains(problem);
        assertThat(report.getAction()).contains(remedy);
    }

    static Stream<Arguments> annotations() {
        String cron = "pgqueue.schedules.report.cron";
        return Stream.of(
                Arguments.of(
                        BadCron.class, "cron of schedule 'report' is 'every day'", "Correct its cron there, or set"),
                Arguments.of(BadCron.class, "Cron expression must consist of 6 fields", cron),
                Arguments.of(BadCron.class, "no cron expression", "six fields: second, minute, hour"),
                Arguments.of(NeverCron.class, "'0 0 0 30 2 *', but there is no such time", cron),
                Arguments.of(BadZone.class, "zone is 'Berlin'", "such as 'Europe/Berlin'"),
                Arguments.of(BadInterval.class, "interval is 'often', which is no duration", "30s or PT30S"),
                Arguments.of(LongInterval.class, "must be 1 ms to 3,660 days", "pgqueue.schedules.report.interval"),
                Arguments.of(BadJitter.class, "must be 0 to 30 days", "pgqueue.schedules.report.jitter"),
                Arguments.of(BadLimit.class, "must be 1 to 1000", "pgqueue.schedules.report.missed-limit"),
                Arguments.of(BadPayload.class, "payload is no JSON", "begins with {"),
                Arguments.of(Both.class, "both a cron expression and an interval", "remove the other there"),
                Arguments.of(
                        Neither.class,
                        "neither a cron expression nor an interval",
                        "set cron or interval there, or the property pgqueue.schedules.report.cron"));
    }

    @ParameterizedTest
    @MethodSource("properties")
    void namesThePropertyTheValueAndWhatIsAllowed(List<String> properties, String problem, String remedy) {
        FailureAnalysis report =
                reportOf(application().withBean(Good.class).withPropertyValues(properties.toArray(String[]::new)));

        assertThat(report.getDescription()).contains(problem);
        assertThat(report.getAction()).contains(remedy);
    }

    static Stream<Arguments> properties() {
        String report = "pgqueue.schedules.report.";
        String alone = "pgqueue.schedules.alone.";
        return Stream.of(
                Arguments.of(List.of(report + "cron=x"), "is 'x'", "Correct the property " + report + "cron."),
                Arguments.of(List.of(report + "zone=x"), "zone is 'x'", "Correct the property " + report + "zone."),
                Arguments.of(
                        List.of(report + "cron=@daily", report + "interval=1h"),
                        "both",
                        "remove the property " + report + "cron or the property " + report + "interval"),
                Arguments.of(
                        List.of(report + "missed-limit=0"),
                        "missedLimit of schedule 'report' is '0'",
                        "Correct the property " + report + "missed-limit."),
                Arguments.of(
                        List.of(alone + "cron=@daily"),
                        "The schedule 'alone' of the properties pgqueue.schedules.alone.* cannot work: schedule 'alone':"
                                + " kind 'alone' is unknown",
                        "Correct the property " + alone + "kind."),
                Arguments.of(
                        List.of(alone + "kind=report"), "neither", "set the property " + alone + "cron or .interval"),
                Arguments.of(
                        List.of(alone + "kind=report", alone + "zone=UTC"),
                        "there is no cron expression to be read in it",
                        "Correct the property " + alone + "zone."));
    }

    @Test
    void namesBothPlacesOfANameThatIsDeclaredTwice() {
        FailureAnalysis report = reportOf(application()
                .withBean(Good.class)
                .withBean(
                        "other",
                        Schedule.class,
                        () -> Schedule.of("report", "report").withInterval(Duration.ofHours(1))));

        assertThat(report.getDescription()).contains("'report' is declared twice", "method report()", "bean 'other'");
        assertThat(report.getAction()).contains("another name");
    }

    @Test
    void saysThatAScheduleNeedsAHandler() {
        FailureAnalysis report = reportOf(application().withBean(WithoutHandler.class));

        assertThat(report.getDescription()).contains("method report()", "@RecurringTask", "no @TaskHandler");
        assertThat(report.getAction()).contains("Add @TaskHandler");
    }

    @Test
    void saysThatAnotherApplicationHasTheName() {
        application()
                .withPropertyValues("spring.application.name=one")
                .withBean(Good.class)
                .run(context -> assertThat(context).hasNotFailed());

        FailureAnalysis report = reportOf(
                application().withPropertyValues("spring.application.name=two").withBean(Good.class));

        assertThat(report.getDescription()).contains("is declared by the application 'one', too");
        // the database is shared with the other tests
        application()
                .withPropertyValues("spring.application.name=one", "pgqueue.processing.enabled=true")
                .run(context -> {});
    }

    private static ApplicationContextRunner application() {
        return PgQueueRunner.on(database).withPropertyValues("pgqueue.processing.enabled=false");
    }

    private static FailureAnalysis reportOf(ApplicationContextRunner application) {
        FailureAnalysis[] report = new FailureAnalysis[1];
        application.run(context -> {
            assertThat(context).hasFailed();
            report[0] = SpringFactoriesLoader.forDefaultResourceLocation()
                    .load(FailureAnalyzer.class, null, FailureHandler.handleMessage((message, cause) -> {}))
                    .stream()
                    .filter(analyzer -> analyzer.getClass().getName().startsWith("io.pgqueue"))
                    .map(analyzer -> analyzer.analyze(context.getStartupFailure()))
                    .filter(analysis -> analysis != null)
                    .findFirst()
                    .orElseThrow();
        });
        return report[0];
    }

    static class Good {
        @TaskHandler("report")
        @RecurringTask(interval = "1h")
        void report() {}
    }

    static class BadCron {
        @TaskHandler("report")
        @RecurringTask(cron = "every day")
        void report() {}
    }

    static class NeverCron {
        @TaskHandler("report")
        @RecurringTask(cron = "0 0 0 30 2 *")
        void report() {}
    }

    static class BadZone {
        @TaskHandler("report")
        @RecurringTask(cron = "@daily", zone = "Berlin")
        void report() {}
    }

    static class BadInterval {
        @TaskHandler("report")
        @RecurringTask(interval = "often")
        void report() {}
    }

    static class LongInterval {
        @TaskHandler("report")
        @RecurringTask(interval = "4000d")
        void report() {}
    }

    static class BadJitter {
        @TaskHandler("report")
        @RecurringTask(interval = "1h", jitter = "31d")
        void report() {}
    }

    static class BadLimit {
        @TaskHandler("report")
        @RecurringTask(interval = "1h", missedLimit = 1_001)
        void report() {}
    }

    static class BadPayload {
        @TaskHandler("report")
        @RecurringTask(interval = "1h", payload = "{\"of\": ")
        void report() {}
    }

    static class Both {
        @TaskHandler("report")
        @RecurringTask(cron = "@daily", interval = "1h")
        void report() {}
    }

    static class Neither {
        @TaskHandler("report")
        @RecurringTask
        void report() {}
    }

    static class WithoutHandler {
        @RecurringTask(interval = "1h")
        void report() {}
    }
}
