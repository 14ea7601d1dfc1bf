package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.support.TransactionTemplate;

/** The sample with shards, and the examples of docs/shards.md. */
@SampleTest
@ActiveProfiles("shards")
@DirtiesContext // which gives its many connections back
class DocumentedShardsTest {

    @Autowired
    TaskQueue taskQueue;

    @Autowired
    ShardedEngine engine;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    MockMvcTester http;

    @BeforeEach
    void createTable() {
        jdbc.execute("create table if not exists invoice (id bigint primary key)");
        jdbc.execute("delete from invoice");
    }

    @Test
    void aTaskCommitsWithTheDataOfItsShard() {
        QueueShard shard = engine.shardOfKey("tenant-4711");
        new TransactionTemplate(shard.transactionManager()).executeWithoutResult(status -> {
            JdbcClient.create(shard.dataSource())
                    .sql("insert into invoice (id) values (17)")
                    .update();
            taskQueue.enqueue(Task.of("send-invoice", new Invoice(17)).withShardKey("tenant-4711"));
        });

        assertThat(tester.drainSuccessfully()).isEqualTo(1);

        List<TaskInfo> sent = tester.tasks("send-invoice");
        assertThat(sent).extracting(TaskInfo::result).contains("\"17 of " + shard.name() + "\"");
        assertThat(jdbc.queryForObject("select count(*) from invoice", Long.class))
                .isEqualTo(1);
    }

    @Test
    void aTaskGoesToTheShardOfItsShardKey() {
        taskQueue.enqueue(
                Task.of("send-invoice", new Invoice(4)).withExternalKey("4").withShardKey("tenant-4711"));

        assertThat(tester.drainSuccessfully()).isEqualTo(1);

        assertThat(taskQueue.find("send-invoice", "4").orElseThrow().result())
                .isEqualTo("\"4 of " + engine.shardOfKey("tenant-4711").name() + "\"");
    }

    @Test
    void theShopWorksOnAllShards() {
        for (int n = 1; n <= 12; n++) {
            assertThat(http.post()
                            .uri("/api/orders")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content("""
                                    {"customer": "Ada", "email": "ada@example.org", "item": "Teapot", "quantity": 2}
                                    """))
                    .hasStatus2xxSuccessful();
        }
        assertThat(http.post().uri("/api/sql-lucky?count=6")).hasStatus2xxSuccessful();

        tester.drain();

        List<TaskInfo> confirmations = tester.tasks("send-confirmation");
        assertThat(confirmations)
                .hasSize(12)
                .allSatisfy(task -> assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED));
        Set<String> used = confirmations.stream()
                .map(task -> engine.shardOfTask(task.id()).orElseThrow().name())
                .collect(Collectors.toSet());
        assertThat(used).hasSizeGreaterThan(1);
        assertThat(jdbc.queryForObject("select count(*) from shop_order where status = 'shipped'", Long.class))
                .isEqualTo(12);
    }

    record Invoice(long id) {}

    static class Invoices {

        private final ShardedEngine engine;

        Invoices(ShardedEngine engine) {
            this.engine = engine;
        }

        @TaskHandler("send-invoice")
        String send(Invoice invoice, TaskContext context) {
            QueueShard shard = engine.shardOfTask(context.taskId()).orElseThrow();
            return invoice.id() + " of " + shard.name();
        }
    }

    @TestConfiguration
    static class Handlers {

        @Bean
        Invoices invoices(ShardedEngine engine) {
            return new Invoices(engine);
        }
    }
}
