package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpoint;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpointAutoConfiguration;
import io.pgqueue.autoconfigure.actuate.PgQueueHealthContributorAutoConfiguration;
import io.pgqueue.autoconfigure.actuate.QueueDescriptor;
import io.pgqueue.autoconfigure.actuate.ShardsDescriptor;
import io.pgqueue.autoconfigure.actuate.ShardsEndpoint;
import io.pgqueue.autoconfigure.metrics.PgQueueMetricsAutoConfiguration;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardNumberException;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import io.pgqueue.testsupport.OwnServer;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** An application whose queue has shards: on the application's own database, and on one that has a URL of its own. */
@Tag("database")
class ShardsTest {

    private static final Duration LONG = Duration.ofSeconds(40);

    private final TestDatabase main = TestDatabase.create();
    private final TestDatabase other = TestDatabase.create();
    private final ApplicationContextRunner application = PgQueueRunner.on(main)
            .withConfiguration(AutoConfigurations.of(
                    PgQueueMetricsAutoConfiguration.class,
                    PgQueueHealthContributorAutoConfiguration.class,
                    PgQueueEndpointAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Handlers.class)
            .withPropertyValues(
                    "management.endpoints.web.exposure.include=pgqueue",
                    "pgqueue.shards.first.number=0",
                    "pgqueue.shards.first.data-source=dataSource",
                    "pgqueue.shards.second.number=1",
                    "pgqueue.shards.second.url=" + other.jdbcUrl(),
                    "pgqueue.shards.second.username=" + other.username(),
                    "pgqueue.shards.second.password=" + other.password(),
                    "pgqueue.shards.second.hikari.connection-timeout=1000",
                    "pgqueue.shards.second.hikari.maximum-pool-size=15");

    @AfterEach
    void close() {
        main.close();
        other.close();
    }

    @Test
    void areServedByOneQueue() {
        application.run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(ShardedEngine.class)
                    .hasSingleBean(TaskQueue.class)
                    .hasSingleBean(DataSource.class)
                    .doesNotHaveBean(PgQueueEngine.class);
            ShardedEngine engine = context.getBean(ShardedEngine.class);
            HikariDataSource pool = (HikariDataSource) engine.shard("second").dataSource();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(15);
            long first = enqueue(context.getBean(TaskQueue.class), keyOf(engine, "first"));
            long second = enqueue(context.getBean(TaskQueue.class), keyOf(engine, "second"));

            awaitSuccess(context.getBean(TaskAdmin.class), first);
            awaitSuccess(context.getBean(TaskAdmin.class), second);
            assertThat(first >>> 48).isZero();
            assertThat(second >>> 48).isEqualTo(1);
        });
    }

    @Test
    void runATransactionalHandlerInATransactionOfItsShard() {
        application.run(context -> {
            ShardedEngine engine = context.getBean(ShardedEngine.class);
            for (String shard : new String[] {"first", "second"}) {
                long id = context.getBean(TaskQueue.class)
                        .enqueue(Task.of("transactional", null).withShardKey(keyOf(engine, shard)))
                        .taskId();
                awaitSuccess(context.getBean(TaskAdmin.class), id);
                assertThat(context.getBean(TaskAdmin.class)
                                .find(id)
                                .orElseThrow()
                                .result())
                        .isEqualTo("\"" + shard + "\"");
            }
        });
    }

    @Test
    void refuseATaskOfAnotherShardInTheApplicationsTransactionUnlessThatIsAllowed() {
        application.run(context -> {
            String foreign = keyOf(context.getBean(ShardedEngine.class), "second");
            context.getBean(TransactionTemplate.class)
                    .executeWithoutResult(status -> assertThatThrownBy(
                                    () -> enqueue(context.getBean(TaskQueue.class), foreign))
                            .isInstanceOf(ShardMismatchException.class));
        });
        application
                .withPropertyValues("pgqueue.sharding.cross-shard-transactions=allow")
                .run(context -> {
                    String foreign = keyOf(context.getBean(ShardedEngine.class), "second");
                    context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
                        enqueue(context.getBean(TaskQueue.class), foreign);
                        status.setRollbackOnly();
                    });
                    assertThat(context.getBean(TaskQueue.class).find("plain", foreign))
                            .isPresent();
                });
    }

    @Test
    void declareEachScheduleInOneShard() {
        application.run(context -> {
            assertThat(context.getBean(Schedules.class).list())
                    .extracting(ScheduleInfo::name)
                    .containsExactly("nightly");
            ShardedEngine engine = context.getBean(ShardedEngine.class);
            String home = engine.shardOfKey("nightly").name();
            assertThat(engine.shards())
                    .allSatisfy(shard -> assertThat(
                                    shard.engine().schedules().find("nightly").isPresent())
                            .isEqualTo(shard.name().equals(home)));
        });
        // it stays where it is, though new ones are to live elsewhere now
        application
                .withPropertyValues("pgqueue.sharding.schedule-shard=second")
                .run(context -> assertThat(context.getBean(Schedules.class).list())
                        .extracting(ScheduleInfo::name)
                        .containsExactly("nightly"));
    }

    @Test
    void haveMetersOfTheirOwn() {
        application.run(context -> {
            ShardedEngine engine = context.getBean(ShardedEngine.class);
            enqueue(context.getBean(TaskQueue.class), keyOf(engine, "first"));
            enqueue(context.getBean(TaskQueue.class), keyOf(engine, "second"));
            MeterRegistry registry = context.getBean(MeterRegistry.class);

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
            application
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
                        assertThat(health.getDetails()).containsEntry("degraded", java.util.List.of("third"));
                        assertThat(health.getDetails().toString()).contains("first", "second");

                        long before = System.nanoTime();
                        ShardsDescriptor<QueueDescriptor> shown =
                                context.getBean(ShardsEndpoint.class).queue();
                        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
                        assertThat(shown.shards()).containsOnlyKeys("first", "second", "third");
                        assertThat(shown.shards().get("third").open()).isFalse();
                        assertThat(shown.shards().get("third").error()).isNotNull();
                        assertThat(shown.shards().get("second").queue().kinds()).containsKey("plain");
                        assertThat(context.getBean(ShardsEndpoint.class)
                                        .kind("plain")
                                        .shards()
                                        .get("first")
                                        .queue())
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
                                        .containsEntry("degraded", java.util.List.of()));
                    });
        } finally {
            away.close();
        }
    }

    @Test
    void areDownWhenAllAre() {
        application.run(context -> {
            HealthIndicator health = context.getBean(HealthIndicator.class);
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            context.getBean(TaskProcessing.class).stop(Duration.ZERO);

            main.close();
            other.close();

            await().atMost(LONG).until(() -> health.health().getStatus().equals(Status.DOWN));
        });
    }

    @Test
    void readFromAReplicaForTheEndpoint() {
        AtomicInteger reads = new AtomicInteger();
        application
                .withBean(
                        "standby",
                        DataSource.class,
                        () -> readOnly(reads),
                        definition -> definition.setAutowireCandidate(false))
                .withPropertyValues("pgqueue.shards.second.replica-data-source=standby")
                .run(context -> {
                    assertThat(reads).hasValue(0);

                    ShardsDescriptor<QueueDescriptor> shown =
                            context.getBean(ShardsEndpoint.class).queue();

                    assertThat(reads.get()).isPositive();
                    assertThat(shown.shards().get("second").error()).isNull();
                    assertThat(shown.shards().get("second").replica()).isTrue();
                    assertThat(shown.shards().get("second").queue().kinds()).containsKey("plain");
                    assertThat(shown.shards().get("first").replica()).isFalse();
                });
    }

    @Test
    void areTwoSchemasOfOneDatabase() {
        PgQueueRunner.on(main)
                .withBean(Handlers.class)
                .withPropertyValues(
                        "pgqueue.shards.one.number=0",
                        "pgqueue.shards.one.data-source=dataSource",
                        "pgqueue.shards.two.number=1",
                        "pgqueue.shards.two.data-source=dataSource",
                        "pgqueue.shards.two.schema=second_queue",
                        "spring.datasource.hikari.maximum-pool-size=40")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    ShardedEngine engine = context.getBean(ShardedEngine.class);
                    long id = context.getBean(TransactionTemplate.class)
                            .execute(status -> enqueue(context.getBean(TaskQueue.class), keyOf(engine, "two")));
                    awaitSuccess(context.getBean(TaskAdmin.class), id);
                    assertThat(context.getBean(JdbcTemplate.class)
                                    .queryForObject("select second_queue.shard_number()", Integer.class))
                            .isEqualTo(1);
                });
    }

    @Test
    void stopTheStartWhenTheNumberIsAnother() {
        application.run(context ->
                enqueue(context.getBean(TaskQueue.class), keyOf(context.getBean(ShardedEngine.class), "second")));

        application.withPropertyValues("pgqueue.shards.second.number=5").run(context -> {
            assertThat(context).hasFailed();
            assertThat(context.getStartupFailure())
                    .rootCause()
                    .isInstanceOfSatisfying(
                            ShardNumberException.class,
                            e -> assertThat(e.present()).isEqualTo(1))
                    .hasMessageContaining("has handed out ids");
            assertThat(FailureReportTest.analyzers(context.getStartupFailure()).getAction())
                    .contains("pgqueue.shards.second.number=1");
        });
    }

    @Test
    void stopTheStartWhenTheirPropertiesAreWrong() {
        fails("no number", "pgqueue.shards.third.url=jdbc:postgresql://localhost/x");
        fails("neither", "pgqueue.shards.third.number=2");
        fails("both", "pgqueue.shards.second.data-source=dataSource");
        fails("have the number 1", "pgqueue.shards.first.number=1");
        fails("must be 0 to 32767", "pgqueue.shards.first.number=32768");
        fails("must match", "pgqueue.shards.first.schema=Not Good");
        fails("none of before", "pgqueue.shards.first.added=true", "pgqueue.shards.second.added=true");
        fails("no DataSource bean of that name", "pgqueue.shards.first.data-source=nobody");
        fails("no DataSource bean of that name", "pgqueue.shards.first.replica-data-source=nobody");
        fails("'nobody'", "pgqueue.sharding.schedule-shard=nobody");
    }

    @Test
    void withoutThemNothingIsThereThatTheyNeed() {
        PgQueueRunner.on(main)
                .withConfiguration(AutoConfigurations.of(PgQueueEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=pgqueue")
                .run(context -> assertThat(context)
                        .hasSingleBean(PgQueueEngine.class)
                        .hasSingleBean(PgQueueEndpoint.class)
                        .doesNotHaveBean(ShardsEndpoint.class)
                        .doesNotHaveBean(ShardedEngine.class)
                        .doesNotHaveBean("pgQueueShardSources")
                        .doesNotHaveBean("pgQueueShardNames"));
    }

    private void fails(String message, String... properties) {
        application
                .withPropertyValues(properties)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .satisfies(failure -> assertThat(failure).hasStackTraceContaining(message)));
    }

    /** As a standby: what writes is refused. */
    private DataSource readOnly(AtomicInteger reads) {
        return new DelegatingDataSource(other.direct()) {
            @Override
            public Connection getConnection() throws SQLException {
                reads.incrementAndGet();
                Connection connection = super.getConnection();
                connection.setReadOnly(true);
                return connection;
            }
        };
    }

    private static long enqueue(TaskQueue queue, String key) {
        return queue.enqueue(Task.of("plain", null).withExternalKey(key)).taskId();
    }

    private static void awaitSuccess(TaskAdmin admin, long id) {
        await().atMost(LONG)
                .until(() -> admin.find(id)
                        .filter(task -> task.status() == TaskStatus.SUCCEEDED)
                        .isPresent());
    }

    private static String keyOf(ShardedEngine engine, String shard) {
        for (int i = 0; ; i++) {
            if (engine.shardOfKey("key-" + i).name().equals(shard)) {
                return "key-" + i;
            }
        }
    }

    static class Handlers {
        private final ShardedEngine engine;
        private final Set<Long> ran = ConcurrentHashMap.newKeySet();

        Handlers(org.springframework.beans.factory.ObjectProvider<ShardedEngine> engine) {
            this.engine = engine.getIfAvailable();
        }

        @TaskHandler("plain")
        void plain(TaskContext context) {
            ran.add(context.taskId());
        }

        @TaskHandler("nightly")
        @RecurringTask(cron = "0 0 3 1 1 *")
        void nightly() {}

        /** The shard that its transaction is on. */
        @TaskHandler(value = "transactional", transactional = true)
        String transactional(TaskContext context) {
            QueueShard shard = engine.shardOfTask(context.taskId()).orElseThrow();
            assertThat(org.springframework.transaction.support.TransactionSynchronizationManager.hasResource(
                            shard.dataSource()))
                    .isTrue();
            Integer number =
                    new JdbcTemplate(shard.dataSource()).queryForObject("select pgqueue.shard_number()", Integer.class);
            assertThat(number).isEqualTo(shard.number());
            return shard.name();
        }
    }
}
