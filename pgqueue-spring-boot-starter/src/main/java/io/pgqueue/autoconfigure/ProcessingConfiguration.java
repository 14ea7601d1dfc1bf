package io.pgqueue.autoconfigure;

import io.pgqueue.TaskProcessing;
import io.pgqueue.autoconfigure.connection.PoolCheck;
import io.pgqueue.autoconfigure.connection.QueueSchemas;
import io.pgqueue.autoconfigure.lifecycle.ProcessingLifecycle;
import io.pgqueue.autoconfigure.lifecycle.ProcessingToggle;
import io.pgqueue.autoconfigure.lifecycle.ShutdownTimeoutCheck;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.metadata.CompositeDataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** When tasks are run. */
@Configuration(proxyBeanMethods = false)
class ProcessingConfiguration {

    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    ProcessingLifecycle taskProcessingLifecycle(
            TaskProcessing processing,
            PgQueueProperties properties,
            QueueSchemas schemas,
            ObjectProvider<DataSourcePoolMetadataProvider> pools,
            Environment environment) {
        Duration shutdownTimeout = properties.processing().shutdownTimeout();
        if (shutdownTimeout.isNegative()) {
            throw new InvalidConfigurationPropertyValueException(
                    "pgqueue.processing.shutdown-timeout", shutdownTimeout, "must not be negative");
        }
        DataSourcePoolMetadataProvider known = new CompositeDataSourcePoolMetadataProvider(
                pools.orderedStream().toList());
        return new ProcessingLifecycle(processing, properties.processing().enabled(), shutdownTimeout, () -> {
            ShutdownTimeoutCheck.report(environment, shutdownTimeout);
            schemas.connectionsNeeded()
                    .forEach((dataSource, needed) -> new PoolCheck(dataSource, known).report(needed));
        });
    }

    @Bean
    @ConditionalOnMissingBean
    ProcessingToggle taskProcessingToggle(
            ProcessingLifecycle lifecycle, PgQueueProperties properties, Environment environment) {
        return new ProcessingToggle(
                lifecycle, environment, properties.processing().enabled());
    }
}
