package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.actuate.QueueOperations.ProcessingSwitch;
import io.pgqueue.autoconfigure.lifecycle.ProcessingLifecycle;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.engine.ShardedEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Actuator endpoint {@code pgqueue}, once it is exposed, such as by
 * {@code management.endpoints.web.exposure.include=health,pgqueue}. Off by
 * {@code management.endpoint.pgqueue.access=none}.
 */
@AutoConfiguration(after = PgQueueAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(QueueEngine.class)
public final class PgQueueEndpointAutoConfiguration {

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean({PgQueueEndpoint.class, ShardedEngine.class})
    PgQueueEndpoint pgQueueEndpoint(
            PgQueueEngine engine, TaskAdmin admin, ObjectProvider<ProcessingLifecycle> lifecycle) {
        return PgQueueEndpoint.of(engine, admin, processing(lifecycle));
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnBean(ShardedEngine.class)
    @ConditionalOnMissingBean
    ShardsEndpoint pgQueueShardsEndpoint(ShardedEngine engine, ObjectProvider<ProcessingLifecycle> lifecycle) {
        return new ShardsEndpoint(engine.shards(), engine.taskAdmin(), processing(lifecycle));
    }

    /** Looked up when it is used: the endpoint is there in contexts without a life cycle, too. */
    private static ProcessingSwitch processing(ObjectProvider<ProcessingLifecycle> lifecycle) {
        return new ProcessingSwitch(
                () -> lifecycle.ifAvailable(ProcessingLifecycle::enable),
                () -> lifecycle.ifAvailable(ProcessingLifecycle::disable));
    }
}
