package io.pgqueue.autoconfigure;

import io.pgqueue.PayloadCodec;
import io.pgqueue.Task;
import io.pgqueue.TaskInterceptor;
import io.pgqueue.TaskQueueListener;
import io.pgqueue.autoconfigure.connection.QueueDataSource;
import io.pgqueue.autoconfigure.connection.ReplicaDataSource;
import io.pgqueue.autoconfigure.connection.TransactionManagerSelection;
import io.pgqueue.autoconfigure.handler.ChildContextCheck;
import io.pgqueue.autoconfigure.handler.HandlerRegistrar;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.autoconfigure.observation.QueueInstrumentation;
import io.pgqueue.autoconfigure.schedule.ScheduleDeclarations;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/** The engine, and the handlers that it runs. */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    EngineParts pgQueueEngineParts(
            PayloadCodec codec,
            PgQueueProperties properties,
            ObjectProvider<TaskQueueListener> listeners,
            ObjectProvider<TaskInterceptor> interceptors,
            ObjectProvider<QueueInstrumentation> instrumentation,
            OutboxSelection outbox,
            Environment environment) {
        return new EngineParts(
                codec,
                properties.sqlTasks().enabled(),
                new ListenerChain(listeners),
                new InterceptorChain(interceptors),
                followUps(instrumentation),
                outbox,
                Threading.VIRTUAL.isActive(environment));
    }

    /** Looked up for the first follow-up, as listeners are for the first event. */
    private static UnaryOperator<Task> followUps(ObjectProvider<QueueInstrumentation> instrumentation) {
        Supplier<UnaryOperator<Task>> followUps = SingletonSupplier.of(() -> {
            QueueInstrumentation around = instrumentation.getIfAvailable();
            return around == null ? UnaryOperator.identity() : around::followUp;
        });
        return task -> followUps.get().apply(task);
    }

    /** Needs the migrator for no more than that it has run. */
    @Bean(destroyMethod = "close")
    @Conditional(OnShards.Not.class)
    @ConditionalOnMissingBean
    PgQueueEngine pgQueueEngine(
            SchemaMigrator migrated,
            QueueDataSource source,
            EngineSettings settings,
            EngineParts parts,
            TransactionManagerSelection transactionManager,
            PgQueueProperties properties,
            @Nullable ReplicaDataSource replica) {
        return parts.builder(
                        source.dataSource(), settings, properties.processing().control())
                .transactionManager(transactionManager)
                .replica(replica == null ? null : replica.dataSource())
                .build();
    }

    /** Not lazy even where all beans are: kinds are made known, and mistakes found, when the application starts. */
    @Bean
    @Lazy(false)
    @Conditional(OnShards.Not.class)
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
            QueueEngine engine,
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
    @ConditionalOnBean(QueueEngine.class)
    @ConditionalOnMissingBean(value = QueueEngine.class, search = SearchStrategy.CURRENT)
    ChildContextCheck taskHandlerChildContextCheck(ConfigurableListableBeanFactory beanFactory) {
        return new ChildContextCheck(beanFactory);
    }
}
