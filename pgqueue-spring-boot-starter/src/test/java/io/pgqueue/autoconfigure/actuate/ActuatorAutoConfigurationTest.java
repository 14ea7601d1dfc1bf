package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Tag("database")
class ActuatorAutoConfigurationTest {

    private static TestDatabase database;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    JacksonAutoConfiguration.class,
                    PgQueueAutoConfiguration.class,
                    PgQueueHealthContributorAutoConfiguration.class,
                    PgQueueEndpointAutoConfiguration.class))
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
    void healthIsThere() {
        runner.run(context -> assertThat(context).hasSingleBean(PgQueueHealthIndicator.class));
    }

    @Test
    void noHealthWithoutItsLibrary() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("pgqueueHealthIndicator"));
    }

    @Test
    void noHealthWhenItIsDisabled() {
        runner.withPropertyValues("management.health.pgqueue.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueHealthIndicator.class));
    }

    @Test
    void noHealthWithoutAQueue() {
        runner.withPropertyValues("pgqueue.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueHealthIndicator.class));
    }

    @Test
    void theUsersOwnHealthReplacesOurs() {
        runner.withBean(
                        "pgqueueHealthContributor",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueHealthIndicator.class));
    }

    @Test
    void theEndpointIsThereWhenItIsExposed() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=pgqueue")
                .run(context -> assertThat(context).hasSingleBean(PgQueueEndpoint.class));
    }

    @Test
    void noEndpointUnlessItIsExposed() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueEndpoint.class));
    }

    @Test
    void noEndpointWithoutAccess() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=pgqueue", "management.endpoint.pgqueue.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueEndpoint.class));
    }

    @Test
    void noEndpointWithoutActuator() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .withPropertyValues("management.endpoints.web.exposure.include=pgqueue")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(PgQueueEndpoint.class));
    }

    @Test
    void theUsersOwnEndpointReplacesOurs() {
        PgQueueEndpoint own = new PgQueueEndpoint(null, null, new PgQueueEndpoint.Reads(null, null), null, null);
        runner.withPropertyValues("management.endpoints.web.exposure.include=pgqueue")
                .withBean("own", PgQueueEndpoint.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(PgQueueEndpoint.class)).isSameAs(own));
    }
}
