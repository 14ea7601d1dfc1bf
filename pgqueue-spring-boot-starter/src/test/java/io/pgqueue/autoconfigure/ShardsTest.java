package io.pgqueue.autoconfigure;

import static io.pgqueue.autoconfigure.ShardedApplication.awaitSuccess;
import static io.pgqueue.autoconfigure.ShardedApplication.enqueue;
import static io.pgqueue.autoconfigure.ShardedApplication.keyOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.ShardMismatchException;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpoint;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpointAutoConfiguration;
import io.pgqueue.autoconfigure.actuate.ShardsEndpoint;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.ShardNumberException;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.schedule.ScheduleInfo;
import io.pgqueue.schedule.Schedules;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** An application whose queue has shards: on the application's own database, and on one that has a URL of its own. */
@Tag("database")
class ShardsTest {

    private final ShardedApplication sharded = new ShardedApplication();

    @AfterEach
    void close() {
        sharded.close();
    }

    @Test
    void areServedByOneQueue() {
        sharded.runner().run(context -> {
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
        sharded.runner().run(context -> {
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
        sharded.runner().run(context -> {
            String foreign = keyOf(context.getBean(ShardedEngine.class), "second");
            context.getBean(TransactionTemplate.class)
                    .executeWithoutResult(status -> assertThatThrownBy(
                                    () -> enqueue(context.getBean(TaskQueue.class), foreign))
                            .isInstanceOf(ShardMismatchException.class));
        });
        sharded.runner()
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
        sharded.runner().run(context -> {
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
        sharded.runner()
                .withPropertyValues("pgqueue.sharding.schedule-shard=second")
                .run(context -> assertThat(context.getBean(Schedules.class).list())
                        .extracting(ScheduleInfo::name)
                        .containsExactly("nightly"));
    }

    @Test
    void areTwoSchemasOfOneDatabase() {
        PgQueueRunner.on(sharded.main())
                .withBean(ShardedApplication.Handlers.class)
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
        sharded.runner()
                .run(context -> enqueue(
                        context.getBean(TaskQueue.class), keyOf(context.getBean(ShardedEngine.class), "second")));

        sharded.runner().withPropertyValues("pgqueue.shards.second.number=5").run(context -> {
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
        fails("lead to one of them only", "pgqueue.replica-data-source=dataSource");
        fails("lead to one of them only", "pgqueue.processing.control-url=jdbc:postgresql://localhost/x");
        fails("'nobody'", "pgqueue.sharding.schedule-shard=nobody");
    }

    @Test
    void withoutThemNothingIsThereThatTheyNeed() {
        PgQueueRunner.on(sharded.main())
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
        sharded.runner()
                .withPropertyValues(properties)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .satisfies(failure -> assertThat(failure).hasStackTraceContaining(message)));
    }
}
