package io.pgqueue.autoconfigure;

import io.pgqueue.autoconfigure.connection.DataSourceSelection;
import io.pgqueue.autoconfigure.connection.QueueDataSource;
import io.pgqueue.autoconfigure.connection.TransactionManagerSelection;
import io.pgqueue.autoconfigure.migration.SchemaMigrator;
import io.pgqueue.engine.EngineSettings;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The DataSource, its schema, and who begins transactions on it. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    @ConditionalOnMissingBean
    QueueDataSource pgQueueDataSource(
            PgQueueProperties properties,
            ListableBeanFactory beanFactory,
            @PgQueueDataSource ObjectProvider<DataSource> qualified) {
        return new DataSourceSelection(beanFactory, qualified).select(properties.dataSource());
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
                properties.migration().enabled());
    }

    @Bean
    @ConditionalOnMissingBean
    TransactionManagerSelection pgQueueTransactionManagerSelection(
            QueueDataSource dataSource, PgQueueProperties properties, ListableBeanFactory beanFactory) {
        return new TransactionManagerSelection(beanFactory, dataSource.dataSource(), properties.transactionManager());
    }
}
