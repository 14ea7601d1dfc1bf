package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** A deployment as docs/roles.md has it: one user migrates, and another one, who owns nothing, works. */
@Tag("database")
class MigratorRoleTest {

    @Test
    void anApplicationStartedOnceAsTheMigratorMigratesForTheOthers() {
        try (TestDatabase database = TestDatabase.withSchema()) {
            Roles.grant(database);
            JdbcTemplate jdbc = new JdbcTemplate(database.direct());
            jdbc.execute("drop schema pgqueue cascade");
            jdbc.execute("grant create on database " + database.name() + " to pgqueue_migrator");

            as("migrator", database).run(deployment -> assertThat(deployment).hasNotFailed());

            assertThat(jdbc.queryForList("""
                    select distinct pg_get_userbyid(relowner) from pg_class
                    where relnamespace = 'pgqueue'::regnamespace""", String.class)).containsExactly("pgqueue_migrator");
            Roles.grant(database);
            as("application", database)
                    .withPropertyValues("pgqueue.migration.enabled=false", "pgqueue.kinds.mail.worker-count=1")
                    .run(application -> {
                        application.getBean(TaskQueue.class).enqueue(Task.of("mail", null));
                        assertThat(application
                                        .getBean(PgQueueEngine.class)
                                        .taskAdmin()
                                        .kinds())
                                .hasSize(1);
                    });
        }
    }

    private static ApplicationContextRunner as(String role, TestDatabase database) {
        return PgQueueRunner.on(database)
                .withPropertyValues(
                        "spring.datasource.username=" + Roles.user(role),
                        "spring.datasource.password=" + Roles.PASSWORD,
                        "pgqueue.processing.enabled=false");
    }
}
