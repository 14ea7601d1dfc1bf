package io.pgqueue.autoconfigure.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;

@ExtendWith(OutputCaptureExtension.class)
class ShutdownTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final ApplicationContextRunner application = PgQueueRunner.on(database);

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void letsHandlersFinishBeforeThePoolCloses() {
        Finishing handler = new Finishing();
        application.withBean(Finishing.class, () -> handler).run(context -> {
            handler.jdbc = context.getBean(JdbcTemplate.class);
            context.getBean(TaskQueue.class).enqueue(Task.of("finish", null));
            assertThat(handler.begun.await(20, TimeUnit.SECONDS)).isTrue();
        });

        assertThat(handler.answers).containsExactly(1);
    }

    @Test
    void interruptsHandlersAfterTheShutdownTimeoutAndPutsTheirTasksBack() {
        Stubborn handler = new Stubborn();
        application
                .withPropertyValues("pgqueue.processing.shutdown-timeout=100ms")
                .withBean(Stubborn.class, () -> handler)
                .run(context -> {
                    context.getBean(TaskQueue.class)
                            .enqueue(Task.of("wait", null).withExternalKey("k"));
                    assertThat(handler.begun.await(20, TimeUnit.SECONDS)).isTrue();
                });

        application
                .withPropertyValues("pgqueue.processing.enabled=false")
                .run(context -> assertThat(context.getBean(TaskQueue.class).find("wait", "k"))
                        .hasValueSatisfying(task -> {
                            assertThat(task.status()).isEqualTo(TaskStatus.NEW);
                            assertThat(task.attempt()).isZero();
                        }));
    }

    @Test
    void warnsWhenTheContextWaitsForLessThanHandlersMayTake(CapturedOutput output) {
        application
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=10s")
                .run(context -> assertThat(output)
                        .contains("spring.lifecycle.timeout-per-shutdown-phase is PT10S")
                        .contains("pgqueue.processing.shutdown-timeout (PT20S)")
                        .contains("at least PT25S"));
    }

    @Test
    void doesNotWarnOfTheDefaults(CapturedOutput output) {
        application.run(context -> assertThat(output).doesNotContain("spring.lifecycle.timeout-per-shutdown-phase is"));
    }

    static class Finishing {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch closing = new CountDownLatch(1);
        final List<Integer> answers = new CopyOnWriteArrayList<>();
        volatile JdbcTemplate jdbc;

        @TaskHandler("finish")
        public void finish() throws InterruptedException {
            begun.countDown();
            closing.await();
            answers.add(jdbc.queryForObject("select 1 from pg_sleep(0.3)", Integer.class));
        }

        @EventListener
        void on(ContextClosedEvent event) {
            closing.countDown();
        }
    }

    static class Stubborn {
        final CountDownLatch begun = new CountDownLatch(1);

        @TaskHandler("wait")
        public void handle() throws InterruptedException {
            begun.countDown();
            new CountDownLatch(1).await();
        }
    }
}
