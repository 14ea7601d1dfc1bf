package io.pgqueue.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.sample.support.SampleProcess;
import io.pgqueue.testsupport.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What SIGTERM does to a sample with tasks that run. */
@Tag("database")
class ShutdownTest {

    private static final String ENQUEUE = """
            select task_id from pgqueue.enqueue(
                array(select k.id from pgqueue.kind k, generate_series(1, ?) where k.name = ?), null,
                array(select null::text from generate_series(1, ?)), array(select null::text from generate_series(1, ?)),
                array(select 5::smallint from generate_series(1, ?)), array(select null::bigint from generate_series(1, ?)),
                array(select null::timestamptz from generate_series(1, ?)), null)
            """;

    @TempDir
    Path directory;

    @Test
    void losesNothingAndSpendsNoAttempt() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                SampleProcess sample =
                        SampleProcess.on(database, directory, "--pgqueue.processing.shutdown-timeout=1s")) {
            sample.get("/api/kinds");
            JdbcClient jdbc = JdbcClient.create(database.dataSource());
            enqueue(jdbc, "endless", 10);
            sample.jvm().awaitLine("STARTED endless");

            sample.jvm().terminate();

            assertThat(sample.jvm().awaitEnd()).as(sample.jvm().text()).isEqualTo(143);
            assertThat(states(jdbc)).hasSize(10).containsOnly("endless new 0");
        }
    }

    @Test
    void recordsAHandlerThatFinishesInTime() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                SampleProcess sample = SampleProcess.on(database, directory)) {
            sample.get("/api/kinds");
            JdbcClient jdbc = JdbcClient.create(database.dataSource());
            enqueue(jdbc, "brief", 2);
            sample.jvm().awaitLine("STARTED brief");

            sample.jvm().terminate();

            sample.jvm().awaitEnd();
            assertThat(states(jdbc)).containsExactlyInAnyOrder("brief succeeded 1", "brief new 0");
        }
    }

    private static void enqueue(JdbcClient jdbc, String kind, int count) {
        jdbc.sql(ENQUEUE)
                .params(count, kind, count, count, count, count, count)
                .query(Long.class)
                .list();
    }

    private static List<String> states(JdbcClient jdbc) {
        return jdbc.sql("select kind || ' ' || status || ' ' || attempt from pgqueue.tasks")
                .query(String.class)
                .list();
    }
}
