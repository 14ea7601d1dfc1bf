package io.pgqueue.autoconfigure;

import io.pgqueue.PayloadCodec;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.autoconfigure.connection.HikariControlConnections;
import io.pgqueue.autoconfigure.connection.QueueDataSource;
import io.pgqueue.autoconfigure.connection.TransactionManagerSelection;
import io.pgqueue.autoconfigure.handler.ChildContextCheck;
import io.pgqueue.autoconfigure.handler.HandlerRegistrar;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.autoconfigure.schedule.ScheduleDeclarations;
import io.pgqueue.engine.EngineBuilder;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.PgQueueEngine.ControlConnections;
import java.util.List;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.ClassUtils;

/** The engine, and the handlers that it runs. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";

    /** Needs the migrator for no more than that it has run. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    PgQueueEngine pgQueueEngine(
            SchemaMigrator migrated,
            QueueDataSource source,
            PayloadCodec codec,
            EngineSettings settings,
            PgQueueProperties properties,
            TransactionManagerSelection transactionManager,
            OutboxSelection outbox,
            ObjectProvider<TaskQueueListener> listeners,
            ObjectProvider<TaskInterceptor> interceptors,
            Environment environment) {
        EngineBuilder builder = PgQueueEngine.builder(source.dataSource(), codec)
                .settings(settings)
                .sqlTasks(properties.sqlTasks().enabled())
                .outboxSink(outbox.sink())
                .outboxSettings(outbox.settings())
                .transactionManager(transactionManager)
                .controlConnections(controlConnections(source.dataSource()))
                .listeners(List.of(new ListenerChain(listeners)))
                .interceptors(List.of(new InterceptorChain(interceptors)));
        if (Threading.VIRTUAL.isActive(environment)) {
            builder.workerThreads(EngineConfiguration::virtualThreads);
        }
        return builder.build();
    }

    /** Not lazy even where all beans are: kinds are made known, and mistakes found, when the application starts. */
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    HandlerRegistrar taskHandlerRegistrar(
            ConfigurableListableBeanFactory beanFactory,
            PgQueueEngine engine,
            EngineSettings settings,
            TransactionManagerSelection transactionManager,
            ScheduleDeclarations schedules) {
        return new HandlerRegistrar(
                beanFactory, engine, settings.kinds().keySet(), transactionManager::require, schedules);
    }

    @Bean
    @ConditionalOnMissingBean
    ScheduleDeclarations taskScheduleDeclarations(
            ConfigurableListableBeanFactory beanFactory,
            PgQueueEngine engine,
            PayloadCodec codec,
            PgQueueProperties properties,
            Environment environment) {
        return new ScheduleDeclarations(
                beanFactory,
                engine,
                codec,
                properties.schedules(),
                // an instance that runs no tasks may lack handlers on purpose
                new ScheduleDeclarations.Application(
                        environment.getProperty("spring.application.name", "application"),
                        properties.processing().enabled()));
    }

    /** In a context whose parent has all of the above. */
    @Bean
    @Lazy(false)
    @ConditionalOnBean(PgQueueEngine.class)
    @ConditionalOnMissingBean(value = PgQueueEngine.class, search = SearchStrategy.CURRENT)
    ChildContextCheck taskHandlerChildContextCheck(ConfigurableListableBeanFactory beanFactory) {
        return new ChildContextCheck(beanFactory);
    }

    private static @Nullable ControlConnections controlConnections(DataSource dataSource) {
        return ClassUtils.isPresent(HIKARI, EngineConfiguration.class.getClassLoader())
                ? HikariControlConnections.of(dataSource)
                : null;
    }

    private static Executor virtualThreads(String prefix) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
        executor.setVirtualThreads(true);
        return executor;
    }
}
