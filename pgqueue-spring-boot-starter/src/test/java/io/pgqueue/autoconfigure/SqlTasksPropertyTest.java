package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Kinds whose work is an SQL function, in an application. */
@Tag("database")
class SqlTasksPropertyTest {

    private final TestDatabase database = TestDatabase.withSchema();

    @BeforeEach
    void registerOne() {
        JdbcTemplate jdbc = new JdbcTemplate(database.direct());
        jdbc.execute("create function greet(payload jsonb) returns text language sql as 'select ''hello'''");
        jdbc.execute("select pgqueue.register_sql_task('greet', 'greet(jsonb)')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void areLeftToOthersByDefault() {
        PgQueueRunner.on(database)
                .run(context -> assertThat(context.getBean(PgQueueEngine.class).options())
                        .isEmpty());
    }

    @Test
    void areWorkedWhereTheyAreEnabled() {
        PgQueueRunner.on(database)
                .withPropertyValues("pgqueue.sql-tasks.enabled=true", "pgqueue.kinds.greet.worker-count=1")
                .run(context -> {
                    long id = context.getBean(TaskQueue.class)
                            .enqueue(Task.of("greet", null))
                            .taskId();

                    TaskAdmin admin = context.getBean(TaskAdmin.class);
                    Awaitility.await().until(() -> admin.find(id).orElseThrow().status() == TaskStatus.SUCCEEDED);
                    assertThat(admin.find(id).orElseThrow().result())
                            .isEqualTo("{\"value\": \"hello\", \"attempt\": 1}");
                });
    }
}
