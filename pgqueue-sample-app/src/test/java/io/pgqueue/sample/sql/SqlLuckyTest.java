package io.pgqueue.sample.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.support.SampleTest;
import io.pgqueue.test.TaskQueueTester;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The payload says how lucky the function is. */
@SampleTest
@Transactional
class SqlLuckyTest {

    @Autowired
    TaskQueue queue;

    @Autowired
    TaskQueueTester tester;

    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    @Test
    void luckIsKeptAsJsonAndAsATable() {
        queue.enqueue(Task.of("sql-lucky", Map.of("chance", 1)));

        tester.drain();

        TaskInfo task = tester.assertEnqueued("sql-lucky");
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        JsonNode result = json.readTree(task.result());
        assertThat(result.at("/rows/0/message").asString()).isEqualTo("I got lucky");
        assertThat(result.get("attempt").asInt()).isEqualTo(1);
        assertThat(result.get("table").asString())
                .startsWith(
                        "   message   | attempt | number \n-------------+---------+--------\n I got lucky |       1 |")
                .endsWith("\n(1 row)");
    }

    @Test
    void noLuckIsRetriedThreeTimes() {
        queue.enqueue(Task.of("sql-lucky", Map.of("chance", 0)));

        tester.drain();
        tester.runDueIn(Duration.ofSeconds(2));
        tester.runDueIn(Duration.ofSeconds(4));

        TaskInfo task = tester.assertEnqueued("sql-lucky");
        assertThat(task.status()).isEqualTo(TaskStatus.NO_ATTEMPTS_LEFT);
        assertThat(task.errors())
                .extracting(error -> error.message())
                .containsExactly("No luck in attempt 1", "No luck in attempt 2", "No luck in attempt 3");
    }

    @Test
    void itIsStartedAndListedOverHttp() throws Exception {
        assertThat(mvc.post().uri("/api/sql-lucky?count=2").exchange()).hasStatus(HttpStatus.CREATED);

        JsonNode list = json.readTree(
                mvc.get().uri("/api/sql-lucky?limit=5").exchange().getResponse().getContentAsString());
        assertThat(list.size()).isEqualTo(2);
    }
}
