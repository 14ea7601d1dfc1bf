package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.connection.QueueSchemas;
import io.pgqueue.autoconfigure.connection.QueueSchemas.QueueSchema;
import io.pgqueue.autoconfigure.connection.ShardNames;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.autoconfigure.handler.HandlerRegistrar;
import io.pgqueue.autoconfigure.schedule.ScheduleDeclarations;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardDefinition;
import io.pgqueue.engine.ShardSettings;
import io.pgqueue.engine.ShardedEngine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** The engine over several shards, in the place of the one on a single schema. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnShards.class)
class ShardsConfiguration {

    @Bean
    ShardNames pgQueueShardNames(ShardsProperties properties) {
        return new ShardNames(List.copyOf(properties.shards().keySet()));
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ShardSources pgQueueShardSources(
            ShardsProperties properties, ListableBeanFactory beanFactory, Environment environment) {
        return new ShardSources(properties.shards(), beanFactory, environment);
    }

    /** After the application's own scripts and migrations, which may be on the same databases. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    ShardedEngine pgQueueShardedEngine(
            ShardsProperties properties,
            PgQueueProperties queue,
            ShardSources sources,
            EngineParts parts,
            EngineSettings settings) {
        refuseForOneOnly("pgqueue.processing.control-url", queue.processing().controlUrl(), "control-url");
        refuseForOneOnly("pgqueue.replica-data-source", queue.replicaDataSource(), "replica-data-source");
        ShardFactory factory =
                new ShardFactory(sources, parts, settings, queue.migration().settings());
        List<ShardDefinition> definitions = properties.shards().entrySet().stream()
                .map(shard -> factory.definition(shard.getKey(), shard.getValue()))
                .toList();
        ShardedEngine engine;
        try {
            engine = ShardedEngine.of(
                    definitions,
                    ShardSettings.standard()
                            .withCrossShardTransactions(properties.sharding().crossShardTransactions())
                            .withScheduleShard(properties.sharding().scheduleShard()));
        } catch (IllegalArgumentException e) {
            throw new SetupException(
                    "The properties pgqueue.shards.* do not go together: " + e.getMessage() + ".",
                    "Correct them. A shard that has tasks keeps its name and its number for ever.",
                    e);
        }
        engine.open();
        return engine;
    }

    private static void refuseForOneOnly(String property, @Nullable String value, String ofShard) {
        if (value != null) {
            throw new SetupException(
                    "The property " + property + " is set, but there are shards, and it can lead to one of them only.",
                    "Set pgqueue.shards.<name>." + ofShard + " for each shard instead.");
        }
    }

    /** Transaction managers of shards that are away are looked for when they are needed. */
    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    HandlerRegistrar taskHandlerRegistrar(
            ConfigurableListableBeanFactory beanFactory,
            ShardedEngine engine,
            EngineSettings settings,
            ScheduleDeclarations schedules) {
        return new HandlerRegistrar(
                beanFactory,
                engine,
                settings.kinds().keySet(),
                () -> engine.shards().stream().filter(QueueShard::isOpen).forEach(QueueShard::transactionManager),
                schedules);
    }

    @Bean
    @ConditionalOnMissingBean
    QueueSchemas pgQueueSchemas(ShardedEngine engine) {
        return new QueueSchemas(engine.shards().stream()
                .map(shard -> new QueueSchema(shard.dataSource(), shard.schema(), shard.engine()::connectionsNeeded))
                .toList());
    }
}
