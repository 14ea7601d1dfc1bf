package io.pgqueue.autoconfigure;

import static io.pgqueue.autoconfigure.ShardedApplication.LONG;
import static io.pgqueue.autoconfigure.ShardedApplication.awaitSuccess;
import static io.pgqueue.autoconfigure.ShardedApplication.enqueue;
import static io.pgqueue.autoconfigure.ShardedApplication.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor;
import io.pgqueue.autoconfigure.actuate.ShardsDescriptor;
import io.pgqueue.autoconfigure.actuate.ShardsEndpoint;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.testsupport.OwnServer;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** Meters, health and the endpoint where there are shards. */
@Tag("database")
class ShardsObservedTest {

    private final ShardedApplication sharded = new ShardedApplication();

    @AfterEach
    void close() {
        sharded.close();
    }

    @Test
    void haveMetersOfTheirOwn() {
        sharded.runner().run(context -> {
            ShardedEngine engine = context.getBean(ShardedEngine.class);
            enqueue(context.getBean(TaskQueue.class), keyOf(engine, "first"));
            enqueue(context.getBean(TaskQueue.class), keyOf(engine, "second"));
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            context.getBean(MeterBinder.class).bindTo(registry); // as Boot does
            assertThat(context).hasSingleBean(MeterBinder.class);

            for (String shard : new String[] {"first", "second"}) {
                await().atMost(LONG)
                        .until(() -> registry.find("pgqueue.tasks")
                                        .tag("shard", shard)
                                        .gauge()
                                != null);
                await().atMost(LONG).until(() -> {
                    var timer = registry.find("pgqueue.task.execution")
                            .tag("shard", shard)
                            .timer();
                    return timer != null && timer.count() == 1;
                });
                assertThat(registry.get("pgqueue.workers.size")
                                .tag("shard", shard)
                                .tag("kind", "plain")
                                .gauge()
                                .value())
                        .isEqualTo(4);
                assertThat(registry.get("pgqueue.outcomes.unrecorded")
                                .tag("shard", shard)
                                .gauges())
                        .hasSize(1);
            }
        });
    }

    @Test
    void areAllShownThoughOneIsAwayAtStart() {
        OwnServer away = OwnServer.stopped();
        try {
            sharded.runner()
                    .withPropertyValues(
                            "pgqueue.shards.third.number=2",
                            "pgqueue.shards.third.url=" + away.jdbcUrl() + "?connectTimeout=2",
                            "pgqueue.shards.third.username=" + away.username(),
                            "pgqueue.shards.third.hikari.connection-timeout=1000")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        ShardedEngine engine = context.getBean(ShardedEngine.class);
                        long id = enqueue(context.getBean(TaskQueue.class), keyOf(engine, "second"));
                        awaitSuccess(context.getBean(TaskAdmin.class), id);

                        Health health = context.getBean(HealthIndicator.class).health();
                        assertThat(health.getStatus()).isEqualTo(Status.UP);
                        assertThat(health.getDetails()).containsEntry("degraded", List.of("third"));
                        assertThat(health.getDetails().toString()).contains("first", "second");

                        ShardsEndpoint endpoint = context.getBean(ShardsEndpoint.class);
                        await().until(() ->
                                endpoint.queue().shards().get("second").queue() != null);
                        long before = System.nanoTime();
                        ShardsDescriptor<QueueDescriptor> shown = endpoint.queue();
                        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
                        assertThat(shown.shards()).containsOnlyKeys("first", "second", "third");
                        assertThat(shown.shards().get("third").open()).isFalse();
                        assertThat(shown.shards().get("third").error()).isNotNull();
                        assertThat(shown.shards().get("second").queue().kinds()).containsKey("plain");
                        assertThat(endpoint.kind("plain").shards().get("first").queue())
                                .isNotNull();

                        away.restart();

                        QueueShard third = engine.shard("third");
                        await().atMost(LONG).until(third::isOpen);
                        awaitSuccess(
                                context.getBean(TaskAdmin.class),
                                enqueue(context.getBean(TaskQueue.class), keyOf(engine, "third")));
                        await().atMost(LONG)
                                .untilAsserted(() -> assertThat(context.getBean(HealthIndicator.class)
                                                .health()
                                                .getDetails())
                                        .containsEntry("degraded", List.of()));
                    });
        } finally {
            away.close();
        }
    }

    @Test
    void areDownWhenAllAre() {
        sharded.runner().run(context -> {
            HealthIndicator health = context.getBean(HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            context.getBean(TaskProcessing.class).stop(Duration.ZERO);

            sharded.main().close();
            sharded.other().close();

            await().atMost(LONG).until(() -> health.health().getStatus().equals(Status.DOWN));
        });
    }

    @Test
    void readFromAReplica() {
        Standby standby = new Standby(sharded.other());
        sharded.runner()
                .withBean(
                        "standby",
                        DataSource.class,
                        () -> standby,
                        definition -> definition.setAutowireCandidate(false))
                .withPropertyValues("pgqueue.shards.second.replica-data-source=standby")
                .run(context -> {
                    assertThat(standby.reads()).isZero();

                    ShardsDescriptor<QueueDescriptor> shown =
                            context.getBean(ShardsEndpoint.class).queue();

                    int reads = standby.reads();
                    assertThat(reads).isPositive();
                    assertThat(shown.shards().get("second").error()).isNull();
                    assertThat(shown.shards().get("second").replica()).isTrue();
                    assertThat(shown.shards().get("second").queue().kinds()).containsKey("plain");
                    assertThat(shown.shards().get("first").replica()).isFalse();

                    ShardedEngine engine = context.getBean(ShardedEngine.class);
                    assertThat(engine.replica().orElseThrow().kinds())
                            .extracting(KindInfo::name)
                            .contains("plain");
                    assertThat(standby.reads()).isGreaterThan(reads);
                    reads = standby.reads();
                    assertThat(engine.outboxCounts()).isEmpty();
                    assertThat(standby.reads()).isGreaterThan(reads);
                });
    }
}
