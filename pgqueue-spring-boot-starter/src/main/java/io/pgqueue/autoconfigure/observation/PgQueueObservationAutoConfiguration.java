package io.pgqueue.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.observation.TaskBatchConvention;
import io.pgqueue.observation.TaskEnqueueConvention;
import io.pgqueue.observation.TaskExecutionConvention;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Observations of enqueueing and execution. Off without Micrometer, without an {@link ObservationRegistry}, and by
 * {@code pgqueue.observations.enabled=false}; with a tracer traces go on across the queue.
 */
@AutoConfiguration(
        after = PgQueueAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration"
        })
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({QueueEngine.class, ObservationRegistry.class})
@ConditionalOnBooleanProperty(name = "pgqueue.observations.enabled", matchIfMissing = true)
public final class PgQueueObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    QueueInstrumentation pgQueueEnqueueObservations(
            ObservationRegistry registry,
            ObjectProvider<TaskEnqueueConvention> convention,
            ObjectProvider<ShardedEngine> shards) {
        return new EnqueueObservations(
                registry,
                new ObservedShards(shards)
                        .ofEnqueueing(convention.getIfAvailable(() -> new TaskEnqueueConvention() {})));
    }

    @Bean
    @ConditionalOnMissingBean
    AttemptObservations pgQueueAttemptObservations(
            ObservationRegistry registry,
            ObjectProvider<TaskExecutionConvention> convention,
            ObjectProvider<TaskBatchConvention> batchConvention,
            ObjectProvider<ShardedEngine> shards) {
        ObservedShards observed = new ObservedShards(shards);
        return new AttemptObservations(
                registry,
                observed.ofExecutions(convention.getIfAvailable(() -> new TaskExecutionConvention() {})),
                observed.ofBatches(batchConvention.getIfAvailable(() -> new TaskBatchConvention() {})));
    }

    /** Traces. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Tracer.class)
    @ConditionalOnBean({Tracer.class, Propagator.class})
    static class Tracing {

        @Bean
        @ConditionalOnMissingBean
        LinkingTracingObservationHandler pgQueueLinkingObservationHandler(Tracer tracer, Propagator propagator) {
            return new LinkingTracingObservationHandler(tracer, propagator);
        }
    }
}
