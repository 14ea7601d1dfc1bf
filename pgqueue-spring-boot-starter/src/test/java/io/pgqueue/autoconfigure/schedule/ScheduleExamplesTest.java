package io.pgqueue.autoconfigure.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Again;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.schedule.Missed;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.test.TaskQueueTester;
import io.pgqueue.test.TaskQueueTesterAutoConfiguration;
import io.pgqueue.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

/** The examples of docs/schedules.md, which are parts of this file: compiled, run, and compared with the page. */
@Tag("database")
class ScheduleExamplesTest {

    private static final Path PAGE = Path.of("..", "docs", "schedules.md");
    private static final Path THIS =
            Path.of("src", "test", "java", "io", "pgqueue", "autoconfigure", "schedule", "ScheduleExamplesTest.java");

    private final TestDatabase database = TestDatabase.withSchema();
    private final ApplicationContextRunner application = PgQueueRunner.on(database)
            .withPropertyValues("spring.application.name=shop")
            .withBean(Reports.class)
            .withBean(Outbox.class)
            .withUserConfiguration(Beans.class);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyExampleOnThePageIsOneOfThese() throws IOException {
        String code = squeezed(Files.readString(THIS));
        Matcher examples = Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(PAGE));
        int found = 0;
        while (examples.find()) {
            assertThat(code).contains(squeezed(examples.group(1)));
            found++;
        }
        assertThat(found).isEqualTo(5);
    }

    @Test
    void whatTheCodeDeclaresIsThere() {
        application
                .withPropertyValues("pgqueue.processing.enabled=false")
                .run(context -> assertThat(context.getBean(Schedules.class).list())
                        .extracting(ScheduleInfo::name)
                        .containsExactly("drain-outbox", "monday-report", "nightly-report"));
    }

    @Test
    void theOutboxIsDrainedInOneSlot() {
        application.run(context -> {
            Outbox outbox = context.getBean(Outbox.class);
            for (int i = 0; i < 250; i++) {
                outbox.messages.add("message " + i);
            }

            long id =
                    context.getBean(Schedules.class).triggerNow("drain-outbox").orElseThrow();

            TaskAdmin admin = context.getBean(TaskAdmin.class);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> admin.find(id).orElseThrow().status() == TaskStatus.SUCCEEDED);
            assertThat(outbox.messages).isEmpty();
            assertThat(outbox.runs).isEqualTo(4);
            assertThat(admin.find(id).map(TaskInfo::attempt)).contains(1);
        });
    }

    @Test
    void theSchedulesAreOperatedAtRunTime() {
        application.withPropertyValues("pgqueue.processing.enabled=false").run(context -> {
            Schedules schedules = context.getBean(Schedules.class);

            operate(schedules);

            ScheduleInfo nightly = schedules.find("nightly-report").orElseThrow();
            assertThat(nightly.origin()).isEqualTo(ScheduleInfo.Origin.DECLARED);
            assertThat(nightly.lastTaskId()).isNotNull();
            assertThat(schedules.find("tenant-7").orElseThrow().retiredAt()).isNotNull();
        });
    }

    private static void operate(Schedules schedules) {
        schedules.save(Schedule.of("tenant-7", "report")
                .withCron("0 30 4 * * *", ZoneId.of("Africa/Cairo"))
                .withPayload(new Region("cairo")));

        schedules.pause("tenant-7");
        schedules.resume("tenant-7");
        schedules.triggerNow("nightly-report"); // now, and its slots stay where they are

        Schedule nightly = schedules.find("nightly-report").orElseThrow().schedule();
        schedules.save(nightly.withCron("0 0 5 * * *", ZoneId.of("Europe/Berlin"))); // beats the code
        schedules.reset("nightly-report"); // until then

        schedules.remove("tenant-7"); // is kept, and adds no more tasks
    }

    private static String squeezed(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    record Region(String region) {}

    static class Reports {
        final Queue<String> made = new ConcurrentLinkedQueue<>();

        @TaskHandler("report")
        @RecurringTask(
                name = "nightly-report",
                cron = "0 30 2 * * *",
                zone = "Europe/Berlin",
                payload = "{\"region\": \"berlin\"}",
                jitter = "5m")
        void report(Region region, TaskContext context) {
            Instant slot = Instant.parse(context.headers().get(Schedule.SLOT_HEADER));
            made.add(region.region() + " as of " + slot);
        }
    }

    static class Outbox {
        final Queue<String> messages = new ConcurrentLinkedQueue<>();
        int runs;

        @TaskHandler("drain-outbox")
        @RecurringTask(interval = "1m")
        Again drain() {
            return sendBatch(100) > 0 ? Again.now() : null;
        }

        private int sendBatch(int most) {
            runs++;
            int sent = 0;
            while (sent < most && messages.poll() != null) {
                sent++;
            }
            return sent;
        }
    }

    static class Beans {
        @Bean
        Schedule mondayReport() {
            return Schedule.of("monday-report", "report")
                    .withCron("0 0 8 * * MON", ZoneId.of("Europe/Berlin"))
                    .withPayload(new Region("europe"))
                    .withMissed(Missed.SKIP);
        }
    }

    @Test
    void theTestKitRunsWhatIsTriggered() {
        application
                .withConfiguration(AutoConfigurations.of(TaskQueueTesterAutoConfiguration.class))
                .withPropertyValues("pgqueue.processing.enabled=false")
                .run(context -> {
                    Schedules schedules = context.getBean(Schedules.class);
                    TaskQueueTester tester = context.getBean(TaskQueueTester.class);
                    Outbox outbox = context.getBean(Outbox.class);
                    outbox.messages.add("hello");

                    schedules.triggerNow("drain-outbox");
                    tester.drainSuccessfully();

                    assertThat(outbox.messages).isEmpty();
                });
    }
}
