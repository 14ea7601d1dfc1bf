package io.pgqueue.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Tag("database")
class PgQueueMetricsAutoConfigurationTest {

    private static TestDatabase database;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    PgQueueAutoConfiguration.class,
                    PgQueueMetricsAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + database.jdbcUrl(),
                    "spring.datasource.username=" + database.username(),
                    "spring.datasource.password=" + database.password(),
                    "pgqueue.processing.enabled=false");

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @Test
    void metersAreThereWithARegistry() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context ->
                        assertThat(context).hasSingleBean(QueueMeters.class).hasSingleBean(TaskTimers.class));
    }

    @Test
    void noMetersWithoutARegistry() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(QueueMeters.class)
                .doesNotHaveBean(TaskTimers.class));
    }

    @Test
    void noMetersWithoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueMetricsAutoConfiguration.class));
    }

    @Test
    void noMetersWhenTheyAreDisabled() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("pgqueue.metrics.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(QueueMeters.class)
                        .doesNotHaveBean(TaskTimers.class));
    }

    @Test
    void noMetersWithoutAQueue() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("pgqueue.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(QueueMeters.class));
    }

    @Test
    void theUsersOwnMetersReplaceOurs() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withUserConfiguration(OwnMeters.class)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(QueueMeters.class)
                        .doesNotHaveBean(TaskTimers.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMeters {

        @Bean
        MeterBinder pgQueueMeters() {
            return registry -> {};
        }

        @Bean
        TaskQueueListener pgQueueTaskTimers() {
            return new TaskQueueListener() {};
        }
    }
}
