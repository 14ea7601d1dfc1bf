package io.pgqueue.autoconfigure;

import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.observation.QueueInstrumentation;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.schedule.Schedules;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Configures a task queue on the application's {@code DataSource}: migrates its schema, registers the handlers of this
 * context, and runs tasks while the context does.
 *
 * <p>Each bean backs off for one of the application's own. {@code pgqueue.enabled=false} turns all of it off. Nothing
 * here is of a type that Boot configures itself, an executor or a mapper for instance, so nothing of Boot's backs off.
 */
@AutoConfiguration(
        after = {
            DataSourceAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            JacksonAutoConfiguration.class
        },
        afterName = {
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration"
        })
@ConditionalOnClass(PgQueueEngine.class)
@ConditionalOnBooleanProperty(name = "pgqueue.enabled", matchIfMissing = true)
@EnableConfigurationProperties({PgQueueProperties.class, ShardsProperties.class})
@Import({
    PayloadCodecConfiguration.class,
    DatabaseConfiguration.class,
    ShardsConfiguration.class,
    EngineConfiguration.class,
    OutboxConfiguration.class,
    ProcessingConfiguration.class
})
public final class PgQueueAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    EngineSettings pgQueueSettings(
            PgQueueProperties properties,
            ConfigurableListableBeanFactory beanFactory,
            ObjectProvider<PgQueueCustomizer> customizers) {
        return new SettingsFactory(properties, beanFactory).create(customizers.orderedStream());
    }

    @Bean
    @ConditionalOnMissingBean
    TaskQueue taskQueue(QueueEngine engine, ObjectProvider<QueueInstrumentation> instrumentation) {
        QueueInstrumentation around = instrumentation.getIfAvailable();
        return around == null ? engine.taskQueue() : around.around(engine.taskQueue());
    }

    @Bean
    @ConditionalOnMissingBean
    TaskAdmin taskAdmin(QueueEngine engine) {
        return engine.taskAdmin();
    }

    @Bean
    @ConditionalOnMissingBean
    Schedules taskSchedules(QueueEngine engine) {
        return engine.schedules();
    }

    @Bean
    @ConditionalOnMissingBean
    TaskProcessing taskProcessing(QueueEngine engine) {
        return engine.processing();
    }
}
