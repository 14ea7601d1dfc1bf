package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskGroup;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.outbox.OutboxSink;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Needs a {@code pgbouncer} on the path; Debian's package brings one. */
@Tag("database")
@EnabledIf(
        value = "io.pgqueue.autoconfigure.connection.PgBouncer#isInstalled",
        disabledReason = "there is no pgbouncer")
class PgBouncerTest {

    private static TestDatabase database;
    private static PgBouncer bouncer;

    private final JdbcTemplate direct = new JdbcTemplate(database.direct());

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
        bouncer = new PgBouncer(database);
    }

    @AfterAll
    static void stop() {
        bouncer.close();
        database.close();
    }

    @Test
    void worksInTransactionModeWithoutASessionPastIt() {
        throughTheBouncer()
                .withPropertyValues("pgqueue.processing.listen=false", "pgqueue.processing.backend-check=false")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    work(context, "polled");

                    assertThat(context.getBean(PgQueueEngine.class).state().workerId())
                            .isNotNull();
                    // that of the last query may still be ending
                    await().untilAsserted(() -> assertThat(direct.queryForObject(
                                    "select count(*) from pg_stat_activity where datname = current_database()"
                                            + " and backend_type = 'client backend' and pid <> pg_backend_pid()",
                                    Integer.class))
                            .as("sessions, of which clients have more")
                            .isLessThanOrEqualTo(PgBouncer.SERVER_CONNECTIONS));
                });
    }

    @Test
    void listensPastItByAUrlOfItsOwn() {
        throughTheBouncer()
                .withPropertyValues(
                        "pgqueue.processing.control-url=" + database.jdbcUrl(), "pgqueue.defaults.poll-interval=1h")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    PgQueueEngine engine = context.getBean(PgQueueEngine.class);
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> engine.state().listening());
                    work(context, "heard");

                    assertThat(direct.queryForObject(
                                    "select a.application_name from pgqueue.worker w join pg_stat_activity a on a.pid"
                                            + " = w.backend_pid and a.backend_start = w.backend_start where w.id = ?",
                                    String.class,
                                    engine.state().workerId()))
                            .isEqualTo("pgqueue-control");
                    // of which nobody in this process tells
                    direct.execute("select pgqueue.enqueue('plain')");
                    direct.execute("select pg_notify('pgqueue_wake', 'here')");
                    awaitNothingLeft();
                });
    }

    private void work(ApplicationContext context, String key) {
        TaskQueue queue = context.getBean(TaskQueue.class);
        Handlers handlers = context.getBean(Handlers.class);
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            tasks.add(Task.of("plain", n).withExternalKey(key + "-plain-" + n));
            tasks.add(Task.of("booked", n).withExternalKey(key + "-booked-" + n));
            tasks.add(
                    Task.of("ordered", n).withExternalKey(key + "-ordered-" + n).withOrderingKey("lane-" + n % 5));
        }
        queue.enqueue(Task.of("plain", null).withExternalKey(key + "-never").withDelay(Duration.ofHours(1)));
        context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
            queue.enqueueAll(tasks);
            queue.enqueueGroup(TaskGroup.of(List.of(Task.of("ordered", null), Task.of("plain", null)))
                    .whenDone(Task.of("summed-up", key)));
            context.getBean(Outbox.class).publish(OutboxEvent.of("order", "1", key, null));
        });
        assertThat(queue.cancel("plain", key + "-never", "no longer wanted")).isTrue();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> handlers.said.containsAll(List.of("summed up " + key, "sent " + key, "tick")));
        awaitNothingLeft();
        assertThat(direct.queryForObject(
                        "select count(*) from pgqueue.tasks where status = 'succeeded' and external_key like ?",
                        Integer.class,
                        key + "%"))
                .isEqualTo(300);
    }

    private void awaitNothingLeft() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> direct.queryForObject("select count(*) from pgqueue.task", Integer.class) == 0);
    }

    private static ApplicationContextRunner throughTheBouncer() {
        return PgQueueRunner.on(database)
                .withUserConfiguration(Handlers.class)
                .withPropertyValues("spring.datasource.url=" + bouncer.jdbcUrl(), "pgqueue.defaults.retry-delay=10ms");
    }

    static class Handlers {

        private final Set<String> said = ConcurrentHashMap.newKeySet();

        @TaskHandler("summed-up")
        void summedUp(String key) {
            said.add("summed up " + key);
        }

        @TaskHandler("tick")
        @RecurringTask(interval = "1s")
        void tick() {
            said.add("tick");
        }

        @Bean
        OutboxSink sink() {
            return message -> said.add("sent " + message.eventType());
        }

        @TaskHandler("plain")
        void plain(TaskContext context) {
            if (context.attempt() == 1 && context.taskId() % 10 == 0) {
                throw new IllegalStateException("once");
            }
        }

        @TaskHandler(value = "booked", transactional = true)
        long booked(TaskContext context) {
            return context.taskId();
        }

        @TaskHandler("ordered")
        void ordered() {}
    }
}
