package io.pgqueue.sample.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.sample.support.SampleTest;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SampleTest
@DirtiesContext // what it commits is none of the other tests' business
class QueueApiTest {

    @Autowired
    MockMvcTester mvc;

    @Autowired
    JsonMapper json;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void asItWas() throws Exception {
        post("/api/processing/stop");
        post("/api/kinds/lucky/resume");
    }

    @Test
    void allKindsOfTheShopAreListed() throws Exception {
        List<String> names = StreamSupport.stream(get("/api/kinds").spliterator(), false)
                .map(kind -> kind.get("name").asString())
                .toList();

        assertThat(names).contains("lucky", "send-confirmation", "ship-order");
    }

    @Test
    void aKindIsPausedAndResumed() throws Exception {
        assertThat(post("/api/kinds/lucky/pause").get("changed").asBoolean()).isTrue();
        assertThat(post("/api/kinds/lucky/pause").get("changed").asBoolean()).isFalse();
        assertThat(lucky().get("paused").asBoolean()).isTrue();

        assertThat(post("/api/kinds/lucky/resume").get("changed").asBoolean()).isTrue();
        assertThat(lucky().get("paused").asBoolean()).isFalse();
    }

    @Test
    void anUnknownKindIsNotFoundAndTheAnswerListsThoseThatExist() throws Exception {
        MvcTestResult result = mvc.post().uri("/api/kinds/teapot/pause").exchange();

        assertThat(result).hasStatus(HttpStatus.NOT_FOUND);
        assertThat(result.getResponse().getContentAsString()).contains("teapot", "send-confirmation");
    }

    @Test
    void anUnknownTaskIsNotFound() {
        assertThat(mvc.get().uri("/api/tasks/281474976710655").exchange()).hasStatus(HttpStatus.NOT_FOUND);
    }

    @Test
    void processingIsStartedAndStopped() throws Exception {
        assertThat(get("/api/processing").get("running").asBoolean()).isFalse();

        assertThat(post("/api/processing/start").get("running").asBoolean()).isTrue();
        long task = post("/api/lucky?count=1").at("/taskIds/0").asLong();
        await().untilAsserted(() ->
                assertThat(get("/api/tasks/" + task).get("attempt").asInt()).isPositive());

        assertThat(post("/api/processing/stop").get("running").asBoolean()).isFalse();
    }

    @Test
    void whatBecameOfTasksIsThereForAChart() throws Exception {
        jdbc.sql(
                        "insert into pgqueue.kind_minute select date_trunc('minute', now()), id, 0, 7, 0, 5, 2, 2, 0, 0, 7, 0, 0, 70, 30"
                                + " from pgqueue.kind where name = 'ship-order'")
                .update();

        List<JsonNode> points = StreamSupport.stream(get("/api/throughput").spliterator(), false)
                .filter(point -> point.get("kind").asString().equals("ship-order"))
                .toList();

        assertThat(points).singleElement().satisfies(point -> {
            assertThat(point.get("succeeded").asInt()).isEqualTo(5);
            assertThat(point.get("meanRunMillis").asInt()).isEqualTo(10);
        });
    }

    private JsonNode lucky() throws Exception {
        return StreamSupport.stream(get("/api/kinds").spliterator(), false)
                .filter(kind -> kind.get("name").asString().equals("lucky"))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode get(String path) throws Exception {
        return json.readTree(mvc.get().uri(path).exchange().getResponse().getContentAsString());
    }

    private JsonNode post(String path) throws Exception {
        return json.readTree(mvc.post().uri(path).exchange().getResponse().getContentAsString());
    }
}
