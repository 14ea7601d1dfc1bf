package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.testsupport.TestDatabase;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application that uses Liquibase for its own tables, too. */
class OwnLiquibaseMigrationTest {

    private TestDatabase database;
    private ApplicationContextRunner application;

    @BeforeEach
    void createApplication() {
        database = TestDatabase.create();
        application =
                PgQueueRunner.on(database).withConfiguration(AutoConfigurations.of(LiquibaseAutoConfiguration.class));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void migratesItsOwnTablesBesideTheQueue() {
        application
                .withPropertyValues("spring.liquibase.change-log=classpath:io/pgqueue/autoconfigure/migration/own.xml")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(SpringLiquibase.class);
                    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                    assertThat(jdbc.queryForList("select id from public.databasechangelog", String.class))
                            .containsExactly("own table");
                    assertThat(jdbc.queryForObject("select pgqueue.schema_version()", Integer.class))
                            .isEqualTo(SchemaVersion.CURRENT);
                });
    }

    @Test
    void mayIncludeTheQueuesChangelogInItsOwn() {
        application
                .withPropertyValues(
                        "spring.liquibase.change-log=classpath:io/pgqueue/autoconfigure/migration/including.xml",
                        "pgqueue.migration.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(TaskQueue.class);
                    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
                    assertThat(jdbc.queryForList("select id from public.databasechangelog", String.class))
                            .contains("own table", "table task");
                    assertThat(jdbc.queryForObject("select pgqueue.schema_version()", Integer.class))
                            .isEqualTo(SchemaVersion.CURRENT);
                });
    }

    @Test
    void mayIncludeItForAnotherSchema() {
        application
                .withPropertyValues(
                        "spring.liquibase.change-log=classpath:io/pgqueue/autoconfigure/migration/including.xml",
                        "spring.liquibase.parameters.pgqueue.schema=jobs",
                        "pgqueue.schema=jobs",
                        "pgqueue.migration.enabled=false")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcTemplate.class)
                                    .queryForObject("select jobs.schema_version()", Integer.class))
                            .isEqualTo(SchemaVersion.CURRENT);
                });
    }

    @Test
    void findsNothingToDoWhenTheApplicationHasIncludedItAlready() {
        application
                .withPropertyValues(
                        "spring.liquibase.change-log=classpath:io/pgqueue/autoconfigure/migration/including.xml")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(JdbcTemplate.class)
                                    .queryForObject(
                                            "select to_regclass('pgqueue.databasechangelog')::text", String.class))
                            .isNull();
                });
    }
}
