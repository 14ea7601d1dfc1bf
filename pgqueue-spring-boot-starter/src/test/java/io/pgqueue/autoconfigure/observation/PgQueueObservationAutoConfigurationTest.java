package io.pgqueue.autoconfigure.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.observation.TaskEnqueueConvention;
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

@Tag("database")
class PgQueueObservationAutoConfigurationTest {

    private static TestDatabase database;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    PgQueueAutoConfiguration.class,
                    PgQueueObservationAutoConfiguration.class))
            .withBean(Handler.class)
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
    void observesWithARegistry() {
        TestObservationRegistry registry = TestObservationRegistry.create();
        runner.withBean(ObservationRegistry.class, () -> registry).run(context -> {
            context.getBean(TaskQueue.class).enqueue(Task.of("observed", null));
            context.getBean(PgQueueEngine.class).inline().runDue(1);

            TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("pgqueue.enqueue")
                    .that()
                    .hasLowCardinalityKeyValue("kind", "observed")
                    .hasHighCardinalityKeyValue("pgqueue.tasks", "1")
                    .hasBeenStopped();
            TestObservationRegistryAssert.assertThat(registry)
                    .hasObservationWithNameEqualTo("pgqueue.task.execution")
                    .that()
                    .hasLowCardinalityKeyValue("kind", "observed")
                    .hasLowCardinalityKeyValue("outcome", "succeeded")
                    .hasHighCardinalityKeyValueWithKey("pgqueue.task.id")
                    .hasHighCardinalityKeyValue("pgqueue.attempt", "1")
                    .hasBeenStopped();
        });
    }

    @Test
    void aConventionOfTheUserNamesThem() {
        TestObservationRegistry registry = TestObservationRegistry.create();
        runner.withBean(ObservationRegistry.class, () -> registry)
                .withBean(TaskEnqueueConvention.class, OwnConvention::new)
                .run(context -> {
                    context.getBean(TaskQueue.class).enqueue(Task.of("observed", null));

                    TestObservationRegistryAssert.assertThat(registry).hasObservationWithNameEqualTo("shop.enqueue");
                });
    }

    @Test
    void nothingStandsAroundTheQueueWithoutARegistry() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(QueueInstrumentation.class)
                .doesNotHaveBean(AttemptObservations.class)
                .getBean(TaskQueue.class)
                .isSameAs(context.getBean(PgQueueEngine.class).taskQueue()));
    }

    @Test
    void nothingStandsAroundTheQueueWhenItIsDisabled() {
        runner.withBean(ObservationRegistry.class, TestObservationRegistry::create)
                .withPropertyValues("pgqueue.observations.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(AttemptObservations.class)
                        .getBean(TaskQueue.class)
                        .isSameAs(context.getBean(PgQueueEngine.class).taskQueue()));
    }

    @Test
    void aRegistryThatObservesNothingAddsNoHeaders() {
        runner.withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP)
                .run(context -> {
                    long id = context.getBean(TaskQueue.class)
                            .enqueue(Task.of("observed", null))
                            .taskId();
                    context.getBean(PgQueueEngine.class).inline().runDue(1);

                    assertThat(context.getBean(PgQueueEngine.class)
                                    .taskAdmin()
                                    .find(id)
                                    .orElseThrow()
                                    .headers())
                            .isEmpty();
                });
    }

    @Test
    void isNotThereWithoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueObservationAutoConfiguration.class));
    }

    @Test
    void doesWithoutTracing() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
                .withBean(ObservationRegistry.class, TestObservationRegistry::create)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(AttemptObservations.class));
    }

    static class OwnConvention implements TaskEnqueueConvention {
        @Override
        public String getName() {
            return "shop.enqueue";
        }
    }

    static class Handler {
        @TaskHandler("observed")
        void observed() {}
    }
}
