package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.engine.ShardedEngine;
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
    PgQueueEndpoint pgQueueEndpoint(PgQueueEngine engine, TaskAdmin admin) {
        return PgQueueEndpoint.of(engine, admin);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnBean(ShardedEngine.class)
    @ConditionalOnMissingBean
    ShardsEndpoint pgQueueShardsEndpoint(ShardedEngine engine) {
        return new ShardsEndpoint(engine.shards());
    }
}
