package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.KindOverrides;
import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.QueueShard;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.testsupport.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** What the endpoint changes over HTTP where there are shards. */
@Tag("database")
class ShardsEndpointWriteTest {

    private static TestDatabase other;
    private static WebApplication application;

    @BeforeAll
    static void start() {
        other = TestDatabase.withSchema();
        application = new WebApplication(
                Shop.class,
                "pgqueue-shards-write",
                "pgqueue.processing.enabled=false",
                "management.endpoints.web.exposure.include=pgqueue",
                "management.endpoint.pgqueue.access=unrestricted",
                "spring.web.error.include-message=always",
                "pgqueue.shards.first.number=0",
                "pgqueue.shards.first.data-source=dataSource",
                "pgqueue.shards.second.number=1",
                "pgqueue.shards.second.url=" + other.jdbcUrl(),
                "pgqueue.shards.second.username=" + other.username(),
                "pgqueue.shards.second.password=" + other.password());
    }

    @AfterAll
    static void stop() {
        application.close();
        other.close();
    }

    @Test
    void aKindIsChangedInEachShard() {
        assertThat(post("kinds/work/pause", "")).isEqualTo("{\"changed\":true}");
        assertThat(post("kinds/work/worker-count", "{\"workerCount\": 7}")).isEqualTo("{\"changed\":true}");
        assertThat(post("kinds/work/terminal-ttl", "{\"terminalTtl\": \"1m\"}")).isEqualTo("{\"changed\":true}");

        for (QueueShard shard : application.bean(ShardedEngine.class).shards()) {
            TaskAdmin.KindInfo kind = shard.engine().taskAdmin().kinds().stream()
                    .filter(one -> one.name().equals("work"))
                    .findFirst()
                    .orElseThrow();
            assertThat(kind.pausedAt()).as(shard.name()).isNotNull();
            assertThat(kind.overrides()).as(shard.name()).isEqualTo(new KindOverrides(7, Duration.ofMinutes(1), null));
        }
        assertThat(post("kinds/work/resume", "")).isEqualTo("{\"changed\":true}");
        assertThat(post("kinds/work/resume", "")).isEqualTo("{\"changed\":false}");
    }

    @Test
    void aTaskIsChangedInTheShardThatItsIdNames() {
        for (long id : ofBothShards(1)) {
            assertThat(post("tasks/" + id + "/cancel", "{\"reason\": \"no need\"}"))
                    .isEqualTo("{\"changed\":true}");
            assertThat(admin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(post("tasks/" + id + "/delete", "")).isEqualTo("{\"changed\":true}");
            assertThat(admin().find(id)).isEmpty();
        }
    }

    @Test
    void whatAFilterMatchesIsChangedInAllShards() {
        List<Long> ids = ofBothShards(3);

        assertThat(post("tasks/find/cancel", "{\"filter\": \"kind=work&status=new\"}"))
                .isEqualTo("{\"done\":6}");

        assertThat(ids)
                .allSatisfy(id ->
                        assertThat(admin().find(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED));
    }

    @Test
    void whatIsWrongIsRefused() {
        HttpResponse<String> refused = application.send("/actuator/pgqueue/kinds/work/explode", "POST", "");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("there is no operation kinds/work/explode");
    }

    private static String post(String path, String body) {
        HttpResponse<String> response = application.send("/actuator/pgqueue/" + path, "POST", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static TaskAdmin admin() {
        return application.bean(TaskAdmin.class);
    }

    /** So many in each. */
    private static List<Long> ofBothShards(int each) {
        ShardedEngine engine = application.bean(ShardedEngine.class);
        return engine.shards().stream()
                .flatMap(shard -> IntStream.iterate(0, i -> i + 1)
                        .mapToObj(i -> "key-" + System.nanoTime() + i)
                        .filter(key -> engine.shardOfKey(key).name().equals(shard.name()))
                        .limit(each))
                .map(key -> application
                        .bean(TaskQueue.class)
                        .enqueue(Task.of("work", null).withShardKey(key))
                        .taskId())
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Shop {
        @TaskHandler("work")
        void work() {}
    }
}
