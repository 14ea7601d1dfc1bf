package io.pgqueue.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpointAutoConfiguration;
import io.pgqueue.autoconfigure.actuate.PgQueueHealthContributorAutoConfiguration;
import io.pgqueue.autoconfigure.metrics.PgQueueMetricsAutoConfiguration;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.schedule.RecurringTask;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** An application with two shards, one on its own database and one that has a URL of its own. */
final class ShardedApplication implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(40);

    private final TestDatabase main = TestDatabase.withSchema();
    private final TestDatabase other = TestDatabase.create();
    private final ApplicationContextRunner runner = PgQueueRunner.on(main)
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
                    "pgqueue.shards.second.hikari.connection-timeout=5000",
                    "pgqueue.shards.second.hikari.maximum-pool-size=15");

    ApplicationContextRunner runner() {
        return runner;
    }

    TestDatabase main() {
        return main;
    }

    TestDatabase other() {
        return other;
    }

    @Override
    public void close() {
        main.close();
        other.close();
    }

    static long enqueue(TaskQueue queue, String key) {
        return queue.enqueue(Task.of("plain", null).withExternalKey(key)).taskId();
    }

    static void awaitSuccess(TaskAdmin admin, long id) {
        await().atMost(LONG)
                .until(() -> admin.find(id)
                        .filter(task -> task.status() == TaskStatus.SUCCEEDED)
                        .isPresent());
    }

    static String keyOf(ShardedEngine engine, String shard) {
        for (int i = 0; ; i++) {
            if (engine.shardOfKey("key-" + i).name().equals(shard)) {
                return "key-" + i;
            }
        }
    }

    static class Handlers {
        private final ShardedEngine engine;

        Handlers(ObjectProvider<ShardedEngine> engine) {
            this.engine = engine.getIfAvailable();
        }

        @TaskHandler("plain")
        void plain() {}

        @TaskHandler("nightly")
        @RecurringTask(cron = "0 0 3 1 1 *")
        void nightly() {}

        /** The shard that its transaction is on. */
        @TaskHandler(value = "transactional", transactional = true)
        String transactional(TaskContext context) {
            QueueShard shard = engine.shardOfTask(context.taskId()).orElseThrow();
            assertThat(TransactionSynchronizationManager.hasResource(shard.dataSource()))
                    .isTrue();
            Integer number =
                    new JdbcTemplate(shard.dataSource()).queryForObject("select pgqueue.shard_number()", Integer.class);
            assertThat(number).isEqualTo(shard.number());
            return shard.name();
        }
    }
}
