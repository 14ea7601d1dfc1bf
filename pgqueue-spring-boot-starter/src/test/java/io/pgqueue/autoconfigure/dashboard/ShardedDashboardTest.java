package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.engine.ShardedEngine;
import io.pgqueue.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@Tag("database")
class ShardedDashboardTest {

    @Test
    void showsAllShardsAndChangesATaskInItsOwn() {
        try (TestDatabase first = TestDatabase.withSchema();
                TestDatabase second = TestDatabase.withSchema()) {
            DashboardApplication.writable(first)
                    .withPropertyValues(
                            "pgqueue.shards.first.number=0",
                            "pgqueue.shards.first.data-source=dataSource",
                            "pgqueue.shards.second.number=1",
                            "pgqueue.shards.second.url=" + second.jdbcUrl(),
                            "pgqueue.shards.second.username=" + second.username(),
                            "pgqueue.shards.second.password=" + second.password())
                    .run(context -> {
                        Browser browser = new Browser(context);
                        TaskQueue queue = context.getBean(TaskQueue.class);
                        ShardedEngine engine = context.getBean(ShardedEngine.class);
                        for (int i = 0; i < 20; i++) {
                            queue.enqueue(Task.of("mail", Map.of()).withShardKey("key-" + i));
                        }

                        assertThat(browser.get("me").get("shards").toString()).isEqualTo("[\"first\",\"second\"]");
                        List<Long> ids = ids(browser.get("tasks?limit=100").get("tasks"));
                        assertThat(ids).hasSize(20);
                        long onSecond = ids.stream()
                                .filter(id -> engine.shardOfTask(id)
                                        .orElseThrow()
                                        .name()
                                        .equals("second"))
                                .findFirst()
                                .orElseThrow();
                        assertThat(browser.post("tasks/" + onSecond + "/delete", "{}")
                                        .get("changed")
                                        .asBoolean())
                                .isTrue();
                        assertThat(browser.post("kinds/mail/pause", "{}")
                                        .get("changed")
                                        .asBoolean())
                                .isTrue();

                        assertThat(engine.shards().get(1).engine().oversight().notes(10))
                                .singleElement()
                                .satisfies(note -> assertThat(note.target()).isEqualTo("task " + onSecond));
                        assertThat(browser.get("audit").get(0).get("target").asString())
                                .isEqualTo("kind mail");
                        TreeSet<String> shards = new TreeSet<>();
                        browser.get("health")
                                .get("tables")
                                .forEach(table -> shards.add(table.get("shard").asString()));
                        assertThat(shards).containsExactly("first", "second");
                        assertThat(browser.refusal(404, Browser.write("tasks/" + (5L << 48) + "/delete", "{}")))
                                .contains("there is no task");
                    });
        }
    }

    private static List<Long> ids(JsonNode tasks) {
        List<Long> ids = new ArrayList<>();
        tasks.forEach(task -> ids.add(task.get("id").asLong()));
        return ids;
    }
}
