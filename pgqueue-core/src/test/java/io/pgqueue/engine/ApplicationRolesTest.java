package io.pgqueue.engine;

import static io.pgqueue.testsupport.TestQueue.handler;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.pgqueue.KindLimits;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskStatus;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.schedule.Schedule;
import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A whole engine whose user has the roles of workers and readers, and owns nothing. */
@Tag("database")
class ApplicationRolesTest {

    private final TestQueue queue = new TestQueue();
    private final Roles roles = Roles.grant(queue.database());
    private final DataSource dataSource = roles.of("application");
    private final RecordingSink sink = new RecordingSink();
    private PgQueueEngine engine;

    @BeforeEach
    void start() {
        engine = queue.engineOn(
                dataSource,
                builder -> builder.sqlTasks(true).outboxSink(sink).outboxSettings(OutboxQueue.QUICK),
                handler("mail", (payload, context) -> {
                    context.log("to be sent");
                    return "sent";
                }),
                handler("limited", (payload, context) -> null),
                handler("fails", TestQueue.QUICK.withMaxAttempts(1), (payload, context) -> {
                    throw new IllegalStateException("it broke");
                }));
        engine.declareSchedules("shop", List.of(often(Duration.ofMillis(50))), true);
    }

    @AfterEach
    void close() {
        queue.close();
    }

    @Test
    void ownsNothing() {
        assertThat(queue.jdbc()
                        .queryForObject(
                                "select count(*) from pg_shdepend where refclassid = 'pg_authid'::regclass"
                                        + " and refobjid = 'test_application'::regrole and deptype = 'o'",
                                Long.class))
                .isZero();
    }

    @Test
    void worksSchedulesRelaysAndOperates() {
        try (LogCapture log = new LogCapture()) {
            engine.processing().start();
            TaskAdmin admin = engine.taskAdmin();
            admin.setLimits("limited", KindLimits.none().withMaxRunning(1));
            long group = engine.taskQueue()
                    .enqueueGroup(TaskGroup.of(List.of(
                                    Task.of("mail", Map.of())
                                            .withOrderingKey("ada")
                                            .withExternalKey("a"),
                                    Task.of("limited", null)))
                            .whenDone(Task.of("mail", null).withExternalKey("done")))
                    .groupId();
            long event = new TransactionTemplate(new JdbcTransactionManager(dataSource))
                    .execute(status -> engine.outbox().publish(OutboxEvent.of("order", "1", "placed", Map.of())));
            long failed = engine.taskQueue().enqueue(Task.of("fails", null)).taskId();

            Eventually.holds(() -> sink.ids().contains(event)
                    && engine.schedules().find("often").orElseThrow().lastFiredAt() != null
                    && engine.taskQueue().find("mail", "done").isPresent());
            queue.await(engine, failed, TaskStatus.NO_ATTEMPTS_LEFT);
            assertThat(admin.group(group)).isPresent();
            assertThat(admin.retryAll(TaskFilter.all().withKind("fails"), 1, null, 10)
                            .done())
                    .isOne();
            queue.await(engine, failed, TaskStatus.NO_ATTEMPTS_LEFT);
            assertThat(admin.delete(failed)).isTrue();
            assertThat(admin.find(TaskFilter.all(), null, 10).tasks()).isNotEmpty();
            assertThat(log.events())
                    .filteredOn(logged -> logged.getLevel().isGreaterOrEqual(Level.WARN))
                    .allMatch(logged -> logged.getFormattedMessage().contains("of kind fails"));
        }
    }

    @Test
    void changesKindsAndSchedules() {
        TaskAdmin admin = engine.taskAdmin();
        assertThat(admin.pause("mail")).isTrue();
        assertThat(admin.resume("mail")).isTrue();
        admin.setWorkerCount("mail", 3);
        assertThat(admin.resetWorkerCount("mail")).isTrue();
        admin.setTerminalTtl("mail", Duration.ofHours(1));
        assertThat(admin.resetTerminalTtl("mail")).isTrue();

        assertThat(engine.schedules().pause("often")).isTrue();
        assertThat(engine.schedules().resume("often")).isTrue();
        assertThat(engine.schedules().triggerNow("often")).isPresent();
        engine.schedules().save(often(Duration.ofHours(1)));
        assertThat(engine.schedules().reset("often")).isTrue();
        assertThat(engine.schedules().remove("often")).isTrue();
        assertThat(engine.schedules().remove("often")).isFalse();
    }

    @Test
    void overseesTheDatabase() {
        engine.oversight().note("ada", "pause", "kind mail", "");

        assertThat(engine.oversight().notes(10)).hasSize(1);
        assertThat(engine.oversight().health().tables()).isNotEmpty();
        assertThat(engine.outboxCounts()).isNotNull();
    }

    private static Schedule often(Duration interval) {
        return Schedule.of("often", "mail").withInterval(interval);
    }
}
