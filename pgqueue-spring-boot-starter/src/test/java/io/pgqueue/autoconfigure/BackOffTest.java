package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.PayloadCodec;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

class BackOffTest {

    private static TestDatabase database;

    private final ApplicationContextRunner application = PgQueueRunner.on(database);

    @BeforeAll
    static void createDatabase() {
        database = TestDatabase.withSchema();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void publishesNothingThatMakesBootsOwnBeansBackOff() {
        application
                .withConfiguration(AutoConfigurations.of(
                        TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
                .withUserConfiguration(Scheduling.class)
                .run(context -> {
                    assertThat(context.getBeanNamesForType(java.util.concurrent.Executor.class))
                            .containsExactlyInAnyOrder("applicationTaskExecutor", "taskScheduler");
                    assertThat(context)
                            .hasSingleBean(ThreadPoolTaskScheduler.class)
                            .hasSingleBean(JsonMapper.class)
                            .hasSingleBean(JdbcTemplate.class)
                            .hasSingleBean(TransactionTemplate.class)
                            .doesNotHaveBean(liquibase.integration.spring.SpringLiquibase.class);
                });
    }

    @Test
    void isAbsentWhenItIsDisabled() {
        application
                .withPropertyValues("pgqueue.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(PgQueueEngine.class)
                        .doesNotHaveBean(TaskQueue.class)
                        .doesNotHaveBean(TaskProcessing.class));
    }

    @Test
    void isAbsentWithoutTheEngineOnTheClassPath() {
        application
                .withClassLoader(new FilteredClassLoader(PgQueueEngine.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("taskQueue"));
    }

    @Test
    void needsNoJacksonWhereThereIsACodec() {
        application
                .withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .withBean(PayloadCodec.class, () -> Mockito.mock(PayloadCodec.class))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(TaskQueue.class));
    }

    @Test
    void backsOffForEachOfTheApplicationsOwnBeans() {
        TaskQueue queue = Mockito.mock(TaskQueue.class);
        TaskAdmin admin = Mockito.mock(TaskAdmin.class);
        TaskProcessing processing = Mockito.mock(TaskProcessing.class);
        PayloadCodec codec = Mockito.mock(PayloadCodec.class);
        application
                .withBean("myQueue", TaskQueue.class, () -> queue)
                .withBean("myAdmin", TaskAdmin.class, () -> admin)
                .withBean("myProcessing", TaskProcessing.class, () -> processing)
                .withBean("myCodec", PayloadCodec.class, () -> codec)
                .run(context -> {
                    assertThat(context.getBean(TaskQueue.class)).isSameAs(queue);
                    assertThat(context.getBean(TaskAdmin.class)).isSameAs(admin);
                    assertThat(context.getBean(TaskProcessing.class)).isSameAs(processing);
                    assertThat(context.getBean(PayloadCodec.class)).isSameAs(codec);
                    Mockito.verify(processing).start();
                });
    }

    @Test
    void backsOffForAnEngineOfTheApplications() {
        application.withUserConfiguration(OwnEngine.class).run(context -> {
            assertThat(context).hasSingleBean(PgQueueEngine.class);
            assertThat(context.getBean(TaskQueue.class))
                    .isSameAs(context.getBean(PgQueueEngine.class).taskQueue());
        });
    }

    @Test
    void backsOffForSettingsOfTheApplications() {
        application
                .withBean(
                        "mySettings",
                        EngineSettings.class,
                        () -> EngineSettings.standard().withSchema("by_bean"))
                .run(context -> assertThat(context.getBean(JdbcTemplate.class)
                                .queryForObject("select by_bean.schema_version()", Integer.class))
                        .isPositive());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}

    @Configuration(proxyBeanMethods = false)
    static class OwnEngine {
        @Bean
        PgQueueEngine myEngine(
                javax.sql.DataSource dataSource,
                PayloadCodec codec,
                io.pgqueue.autoconfigure.migration.SchemaMigrator migrated) {
            return PgQueueEngine.builder(dataSource, codec).build();
        }
    }
}
