package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.pgqueue.TaskAdmin;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.OutboxAdmin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/**
 * Meters of the queue. Off without Micrometer, without a {@link MeterRegistry}, and by
 * {@code pgqueue.metrics.enabled=false}; a bean named {@code pgQueueMeters} or {@code pgQueueTaskTimers} replaces the
 * one here.
 */
@AutoConfiguration(
        after = PgQueueAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(PgQueueEngine.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "pgqueue.metrics.enabled", matchIfMissing = true)
public final class PgQueueMetricsAutoConfiguration {

    // Both look up what they work with when it is first needed: a registry binds its meters while it is being made,
    // and the engine collects its listeners while it is.

    @Bean
    @ConditionalOnMissingBean(name = "pgQueueMeters")
    QueueMeters pgQueueMeters(
            ObjectProvider<PgQueueEngine> engine,
            ObjectProvider<TaskAdmin> admin,
            ObjectProvider<OutboxMeters> outbox) {
        return new QueueMeters(
                new KindSamples(() -> {
                    outbox.ifAvailable(OutboxMeters::refresh);
                    return admin.getObject().kinds();
                }),
                new EngineSample(() -> engine.getObject().state()));
    }

    @Bean
    @ConditionalOnMissingBean(name = "pgQueueOutboxMeters")
    OutboxMeters pgQueueOutboxMeters(ObjectProvider<PgQueueEngine> engine, ObjectProvider<OutboxAdmin> admin) {
        return new OutboxMeters(
                () -> engine.getObject().outboxState(), () -> admin.getObject().counts());
    }

    @Bean
    @ConditionalOnMissingBean(name = "pgQueueTaskTimers")
    TaskTimers pgQueueTaskTimers(ObjectProvider<MeterRegistry> registry) {
        return new TaskTimers(registry::getObject);
    }
}
