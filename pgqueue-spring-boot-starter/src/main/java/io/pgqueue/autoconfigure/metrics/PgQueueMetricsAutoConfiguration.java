package io.pgqueue.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueueListener.FinishedAttempt;
import io.pgqueue.autoconfigure.PgQueueAutoConfiguration;
import io.pgqueue.autoconfigure.connection.ShardNames;
import io.pgqueue.autoconfigure.observation.AttemptObservations;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueEngine;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.outbox.OutboxAdmin;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

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
@ConditionalOnBean(QueueEngine.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "pgqueue.metrics.enabled", matchIfMissing = true)
public final class PgQueueMetricsAutoConfiguration {

    // Both look up what they work with when it is first needed: a registry binds its meters while it is being made,
    // and the engine collects its listeners while it is.

    @Bean
    @ConditionalOnMissingBean(value = ShardedEngine.class, name = "pgQueueMeters")
    QueueMeters pgQueueMeters(
            ObjectProvider<PgQueueEngine> engine, ObjectProvider<TaskAdmin> admin, ObjectProvider<OutboxAdmin> outbox) {
        return new QueueMeters(
                new KindSamples(() -> admin.getObject().kinds()),
                new EngineSample(() -> engine.getObject().state()),
                new CountMeters(() -> engine.getObject().counts(), Tags.empty()),
                new OutboxMeters(
                        () -> engine.getObject().outboxState(),
                        () -> outbox.getObject().counts(),
                        Tags.empty()),
                Tags.empty());
    }

    @Bean
    @ConditionalOnMissingBean(value = ShardedEngine.class, name = "pgQueueTaskTimers")
    TaskTimers pgQueueTaskTimers(
            ObjectProvider<MeterRegistry> registry, ObjectProvider<AttemptObservations> observations) {
        return new TaskTimers(registry::getObject, Tags.empty(), timedBy(observations));
    }

    /** Whether the handler that makes timers of observations has the one of an attempt. */
    private static Predicate<FinishedAttempt> timedBy(ObjectProvider<AttemptObservations> observations) {
        Supplier<Optional<AttemptObservations>> present =
                SingletonSupplier.of(() -> Optional.ofNullable(observations.getIfAvailable()));
        return attempt -> present.get()
                .map(all -> all.contextOf(attempt))
                .filter(context -> context.containsKey(Timer.Sample.class))
                .isPresent();
    }

    /** Meters with the tag {@code shard}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ShardedEngine.class)
    static class Shards {

        @Bean
        @ConditionalOnMissingBean(name = "pgQueueMeters")
        ShardMeters pgQueueMeters(ShardNames names, ObjectProvider<ShardedEngine> engine) {
            return new ShardMeters(names.all().stream()
                    .map(name -> new QueueMeters(
                            new KindSamples(
                                    () -> shard(engine, name).taskAdmin().kinds()),
                            new EngineSample(() -> shard(engine, name).state()),
                            new CountMeters(() -> shard(engine, name).counts(), Tags.of("shard", name)),
                            new OutboxMeters(
                                    () -> shard(engine, name).outboxState(),
                                    () -> shard(engine, name).outboxAdmin().counts(),
                                    Tags.of("shard", name)),
                            Tags.of("shard", name)))
                    .toList());
        }

        @Bean
        @ConditionalOnMissingBean(name = "pgQueueTaskTimers")
        ShardTimers pgQueueTaskTimers(
                ObjectProvider<MeterRegistry> registry,
                ObjectProvider<ShardedEngine> engine,
                ObjectProvider<AttemptObservations> observations) {
            return new ShardTimers(
                    registry::getObject,
                    id -> engine.getObject().shardOfTask(id).orElseThrow().name(),
                    timedBy(observations));
        }

        private static PgQueueEngine shard(ObjectProvider<ShardedEngine> engine, String name) {
            return engine.getObject().shard(name).engine();
        }
    }
}
