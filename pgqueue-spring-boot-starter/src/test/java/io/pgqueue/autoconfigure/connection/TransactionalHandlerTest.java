package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.testsupport.TestDatabase;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class TransactionalHandlerTest {

    private final TestDatabase database = TestDatabase.withSchema();

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void runsInATransactionOfTheManagerThatFits() {
        PgQueueRunner.on(database)
                .withUserConfiguration(TwoManagers.class, Handler.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    TaskQueue queue = context.getBean(TaskQueue.class);

                    queue.enqueue(Task.of("note", null).withExternalKey("k"));

                    await().untilAsserted(() -> assertThat(queue.find("note", "k"))
                            .hasValueSatisfying(task -> {
                                assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
                                assertThat(task.result()).contains("bound: true");
                            }));
                });
    }

    @Test
    void stopsTheStartWhereNoManagerFits() {
        TestDatabase other = TestDatabase.withSchema();
        try {
            PgQueueRunner.withoutDatabase()
                    .withBean("queueSource", DataSource.class, database::direct)
                    .withBean("otherSource", DataSource.class, other::direct)
                    .withBean(
                            "otherManager",
                            PlatformTransactionManager.class,
                            () -> new JdbcTransactionManager(other.direct()))
                    .withPropertyValues("pgqueue.data-source=queueSource")
                    .withUserConfiguration(Handler.class)
                    .run(context -> assertThat(context)
                            .getFailure()
                            .isInstanceOfSatisfying(
                                    SetupException.class,
                                    report -> assertThat(report.description())
                                            .contains("otherManager (is on something else)")));
        } finally {
            other.close();
        }
    }

    @Test
    void usesTheManagerThatAPropertyNames() {
        PgQueueRunner.on(database)
                .withUserConfiguration(TwoManagers.class, Handler.class)
                .withPropertyValues("pgqueue.transaction-manager=here")
                .run(context -> assertThat(context.getBean(TransactionManagerSelection.class)
                                .get())
                        .isSameAs(context.getBean("here")));
    }

    static class Handler {
        private final DataSource dataSource;

        Handler(QueueDataSource source) {
            this.dataSource = source.dataSource();
        }

        @TaskHandler(value = "note", transactional = true)
        public String note() {
            return "bound: " + TransactionSynchronizationManager.hasResource(dataSource);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoManagers {

        @Bean
        PlatformTransactionManager elsewhere() {
            return new JdbcTransactionManager(new org.springframework.jdbc.datasource.DriverManagerDataSource());
        }

        @Bean
        PlatformTransactionManager here(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        JdbcTemplate template(DataSource dataSource) {
            return new JdbcTemplate(dataSource);
        }
    }
}
