package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.connection.DataSourceSelection;
import io.pgqueue.autoconfigure.connection.QueueDataSource;
import io.pgqueue.autoconfigure.connection.QueueSchemas;
import io.pgqueue.autoconfigure.connection.QueueSchemas.QueueSchema;
import io.pgqueue.autoconfigure.connection.ReplicaDataSource;
import io.pgqueue.autoconfigure.connection.TransactionManagerSelection;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.engine.EngineSettings;
import io.pgqueue.engine.PgQueueEngine;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** The DataSource, its schema, and who begins transactions on it. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnShards.Not.class)
class DatabaseConfiguration {

    @Bean
    @ConditionalOnMissingBean
    QueueDataSource pgQueueDataSource(
            PgQueueProperties properties,
            ListableBeanFactory beanFactory,
            @PgQueueDataSource ObjectProvider<DataSource> qualified) {
        return new DataSourceSelection(beanFactory, qualified).select(properties.dataSource());
    }

    @Bean
    @ConditionalOnProperty("pgqueue.replica-data-source")
    @ConditionalOnMissingBean
    ReplicaDataSource pgQueueReplicaDataSource(PgQueueProperties properties, ListableBeanFactory beanFactory) {
        return new ReplicaDataSource(DataSourceSelection.named(
                beanFactory, "pgqueue.replica-data-source", Objects.requireNonNull(properties.replicaDataSource())));
    }

    @Bean
    @ConditionalOnMissingBean
    QueueSchemas pgQueueSchemas(QueueDataSource source, EngineSettings settings, PgQueueEngine engine) {
        return new QueueSchemas(
                List.of(new QueueSchema(source.dataSource(), settings.schema(), engine::connectionsNeeded)));
    }

    /** After the application's own scripts and migrations, but not one of them: those may wait for JPA. */
    @Bean
    @ConditionalOnMissingBean
    @DependsOnDatabaseInitialization
    SchemaMigrator pgQueueSchemaMigrator(
            QueueDataSource dataSource, EngineSettings settings, PgQueueProperties properties) {
        return new SchemaMigrator(
                dataSource.dataSource(),
                settings.schema(),
                properties.migration().settings());
    }

    @Bean
    @ConditionalOnMissingBean
    TransactionManagerSelection pgQueueTransactionManagerSelection(
            QueueDataSource dataSource, PgQueueProperties properties, ListableBeanFactory beanFactory) {
        return new TransactionManagerSelection(beanFactory, dataSource.dataSource(), properties.transactionManager());
    }
}
