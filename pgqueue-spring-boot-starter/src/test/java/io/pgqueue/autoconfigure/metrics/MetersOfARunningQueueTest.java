package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("database")
class MetersOfARunningQueueTest {

    private static TestDatabase database;
    private static ConfigurableApplicationContext context;

    private final MeterRegistry registry = context.getBean(MeterRegistry.class);
    private final TaskQueue queue = context.getBean(TaskQueue.class);

    @BeforeAll
    static void start() {
        database = TestDatabase.withSchema();
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.liquibase.enabled=false",
                        "spring.flyway.enabled=false",
                        "spring.data.jpa.repositories.enabled=false",
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run();
    }

    @AfterAll
    static void stop() {
        context.getBean(Handlers.class).gate.countDown();
        context.close();
        database.close();
    }

    @Test
    void attemptsAreTimedByKindAndOutcome() {
        queue.enqueueAll(List.of(Task.of("good", null), Task.of("good", null), Task.of("bad", null)));

        await().ignoreExceptions().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(executions("good", "succeeded")).isEqualTo(2);
            assertThat(executions("bad", "failed")).isEqualTo(1);
            assertThat(registry.get("pgqueue.task.wait")
                            .tag("kind", "good")
                            .timer()
                            .count())
                    .isEqualTo(2);
        });
    }

    @Test
    void tasksAreCountedByKindAndStatusAndWorkersByKind() {
        queue.enqueueAll(List.of(
                Task.of("slow", null),
                Task.of("slow", null),
                Task.of("slow", null).withDelay(Duration.ofHours(1))));

        await().ignoreExceptions().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            sample();
            assertThat(gauge("pgqueue.tasks", "kind", "slow", "status", "running"))
                    .isEqualTo(2);
            assertThat(gauge("pgqueue.tasks", "kind", "slow", "status", "new")).isEqualTo(1);
            assertThat(gauge("pgqueue.workers.busy", "kind", "slow")).isEqualTo(2);
        });
        assertThat(gauge("pgqueue.workers.size", "kind", "slow")).isEqualTo(3);
        assertThat(gauge("pgqueue.workers.stuck", "kind", "slow")).isZero();
        assertThat(gauge("pgqueue.outcomes.unrecorded")).isZero();
    }

    @Test
    void lagIsTheAgeOfATaskThatNobodyTakes() {
        queue.enqueue(Task.of("nobody", null));

        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(gauge("pgqueue.queue.lag", "kind", "nobody")).isPositive());
    }

    /** What happens every few seconds anyhow, at once. */
    private static void sample() {
        JdbcClient.create(database.dataSource())
                .sql("select pgqueue.sample_counts('0 s')")
                .query(Boolean.class)
                .single();
        context.getBean(QueueMeters.class).runOnce();
    }

    private long executions(String kind, String outcome) {
        return registry.get("pgqueue.task.execution")
                .tags("kind", kind, "outcome", outcome)
                .timer()
                .count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Handlers handlers() {
            return new Handlers();
        }
    }

    static class Handlers {

        private final CountDownLatch gate = new CountDownLatch(1);

        @TaskHandler("good")
        void good() {}

        @TaskHandler(value = "bad", maxAttempts = 1)
        void bad() {
            throw new IllegalStateException("bad");
        }

        @TaskHandler(value = "slow", workerCount = 3)
        void slow() throws InterruptedException {
            gate.await(2, TimeUnit.MINUTES);
        }

        @TaskHandler(value = "nobody", workerCount = 0)
        void nobody() {}
    }
}
