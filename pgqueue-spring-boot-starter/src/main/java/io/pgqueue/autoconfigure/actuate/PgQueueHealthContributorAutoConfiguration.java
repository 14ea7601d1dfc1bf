package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.engine.ShardedEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Health contributor {@code pgqueue}. Off by {@code management.health.pgqueue.enabled=false}; a bean named
 * {@code pgqueueHealthIndicator} or {@code pgqueueHealthContributor} replaces it.
 *
 * <p>It belongs to no probe unless the application adds it. Do not add it to liveness: a restart does not bring a
 * database back.
 */
@AutoConfiguration(after = PgQueueAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(QueueEngine.class)
public final class PgQueueHealthContributorAutoConfiguration {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Bean
    @ConditionalOnEnabledHealthIndicator("pgqueue")
    @ConditionalOnMissingBean(
            value = ShardedEngine.class,
            name = {"pgqueueHealthIndicator", "pgqueueHealthContributor"})
    HealthIndicator pgqueueHealthIndicator(PgQueueEngine engine, TaskAdmin admin) {
        return indicator(engine, admin);
    }

    private static HealthIndicator indicator(PgQueueEngine engine, TaskAdmin admin) {
        return new PgQueueHealthIndicator(
                engine::state, new DatabaseProbe(admin::kinds, PATIENCE), Clock.systemUTC(), engine::outboxState);
    }

    /** Where there are shards. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ShardedEngine.class)
    static class Shards {

        @Bean
        @ConditionalOnEnabledHealthIndicator("pgqueue")
        @ConditionalOnMissingBean(name = {"pgqueueHealthIndicator", "pgqueueHealthContributor"})
        HealthIndicator pgqueueHealthIndicator(ShardedEngine engine) {
            Map<String, HealthIndicator> shards = new LinkedHashMap<>();
            engine.shards()
                    .forEach(shard -> shards.put(
                            shard.name(),
                            indicator(shard.engine(), shard.engine().taskAdmin())));
            return new ShardsHealthIndicator(shards);
        }
    }
}
