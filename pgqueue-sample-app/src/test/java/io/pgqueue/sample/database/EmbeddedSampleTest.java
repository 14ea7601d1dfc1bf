package io.pgqueue.sample.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.sample.support.SampleProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The sample as it is started without any setting. */
@Tag("database")
class EmbeddedSampleTest {

    private static final String ORDER = """
            {"customer": "Ada", "email": "ada@example.org", "item": "Teapot", "quantity": 2,
             "confirmationDelaySeconds": %d}
            """;

    @TempDir
    static Path directory;

    @Test
    void ordersAndTasksSurviveAKill() throws Exception {
        String order;
        try (SampleProcess first = SampleProcess.embedded(directory)) {
            first.post("/api/processing/stop", "");
            order = first.post("/api/orders", ORDER.formatted(0))
                    .replaceFirst("(?s).*?\"id\":(\\d+).*", "/api/orders/$1");
            first.jvm().kill();
        }
        try (SampleProcess second = SampleProcess.embedded(directory)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(second.get(order)).contains("\"status\":\"shipped\""));
        }
    }

    @Test
    void aTerminatedSampleGivesItsTasksBackBeforeItsDatabaseStops() throws Exception {
        try (SampleProcess sample = SampleProcess.embedded(directory, "--pgqueue.processing.shutdown-timeout=1s")) {
            sample.get("/api/kinds");
            String url = sample.jvm().awaitLine("(jdbc:postgresql://\\S+)");
            jdbc(url).sql("""
                    select * from pgqueue.enqueue(array(select id from pgqueue.kind where name = 'endless'), null,
                        array[null], array[null], array[5::smallint], array[null::bigint], array[null::timestamptz], null)
                    """).query().listOfRows();
            sample.jvm().awaitLine("STARTED endless");

            sample.jvm().terminate();

            sample.jvm().awaitEnd();
            assertThat(sample.jvm().text())
                    .contains("Embedded PostgreSQL stopped")
                    .doesNotContain(" ERROR ");
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(directory.resolve("pgqueue-sample-data"), 0)) {
            assertThat(jdbc(database.jdbcUrl())
                            .sql("select status || ' ' || attempt from pgqueue.tasks where kind = 'endless'")
                            .query(String.class)
                            .list())
                    .containsExactly("new 0");
        }
    }

    @Test
    void aSecondSampleOnTheSameDataEndsAndSaysWhatToDo() throws Exception {
        try (SampleProcess first = SampleProcess.embedded(directory)) {
            first.get("/api/kinds");
            try (SampleProcess second = SampleProcess.embedded(directory)) {
                assertThat(second.jvm().awaitEnd()).isEqualTo(1);

                assertThat(second.jvm().text())
                        .contains("Another sample application is running on the data in " + directory)
                        .contains("sample.database.directory");
            }
        }
    }

    private static JdbcClient jdbc(String url) {
        return JdbcClient.create(new DriverManagerDataSource(url, EmbeddedDatabase.USER, ""));
    }
}
