package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("database")
class HealthDuringOutageTest {

    private static final Duration PROMISED = Duration.ofSeconds(10);

    private final TestDatabase database = TestDatabase.withSchema();
    private final DatabaseProxy proxy = new DatabaseProxy(database.jdbcUrl());
    private ConfigurableApplicationContext context;

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
        proxy.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void downWithinTenSecondsOfTheDatabaseAndUpWithinTenOfItsReturn(boolean processing) {
        start(processing);
        becomes(Status.UP);

        proxy.cut();
        becomes(Status.DOWN);

        proxy.restore();
        becomes(Status.UP);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void downWithinTenSecondsOfTheSchemaAndUpWithinTenOfItsReturn(boolean processing) {
        start(processing);
        becomes(Status.UP);

        sql("alter schema pgqueue rename to elsewhere");
        becomes(Status.DOWN);

        sql("alter schema elsewhere rename to pgqueue");
        becomes(Status.UP);
    }

    @Test
    void aPausedKindWithABacklogIsUp() {
        start(true);
        context.getBean(TaskAdmin.class).pause("mail");
        context.getBean(TaskQueue.class).enqueue(Task.of("mail", null));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(health().getDetails())
                        .containsEntry("pausedKinds", List.of("mail"))
                        .containsEntry("processing", "running")
                        .containsKeys("workerId", "lastPoll", "lastBeat"));
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aHealthCallDoesNotHangOnThePoolWhileTheDatabaseIsAway() {
        start(false);
        becomes(Status.UP);
        proxy.cut();

        long before = System.nanoTime();
        Health health = health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }

    private void start(boolean processing) {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.liquibase.enabled=false",
                        "spring.flyway.enabled=false",
                        "spring.data.jpa.repositories.enabled=false",
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                        "spring.datasource.url=" + proxy.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "pgqueue.processing.enabled=" + processing)
                .run();
    }

    private void becomes(Status status) {
        await().atMost(PROMISED.plusSeconds(10)) // for a busy machine
                .untilAsserted(() -> assertThat(health())
                        .extracting(Health::getStatus)
                        .as(() -> health().toString())
                        .isEqualTo(status));
    }

    private Health health() {
        return context.getBean("pgqueueHealthIndicator", HealthIndicator.class).health();
    }

    private void sql(String statement) {
        JdbcClient.create(database.direct()).sql(statement).update();
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

        @TaskHandler("mail")
        void mail() {}
    }
}
