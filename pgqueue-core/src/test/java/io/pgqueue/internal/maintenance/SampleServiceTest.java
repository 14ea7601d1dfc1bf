package io.pgqueue.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@Tag("database")
class SampleServiceTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());
    private final SampleService sample = new SampleService(
            new MaintenanceStore(new Database(database.dataSource(), "pgqueue")), () -> Duration.ofHours(1));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void countsOnceForAllInstances() {
        jdbc.update("insert into pgqueue.kind (name) values ('counted')");

        assertThat(sample.runOnce()).isTrue();
        assertThat(sample.runOnce()).isFalse();
    }

    @Test
    void countsAgainWhenTheLastCountIsOld() {
        jdbc.update("insert into pgqueue.kind (name) values ('counted')");
        sample.runOnce();
        jdbc.update("update pgqueue.status_count set sampled_at = sampled_at - interval '10 s'");

        assertThat(sample.runOnce()).isTrue();
    }

    @Test
    void countsByKindAndStatus() {
        jdbc.update("insert into pgqueue.kind (name) values ('counted')");
        jdbc.queryForList(
                "select pgqueue.enqueue(array_fill((select id from pgqueue.kind), array[3]), null, null, null,"
                        + " array_fill(5::smallint, array[3]), null, null, null)");

        sample.runOnce();

        assertThat(jdbc.queryForList("select tasks from pgqueue.status_count order by status", Long.class))
                .containsExactly(3L, 0L, 0L, 0L, 0L, 0L);
    }
}
