package io.pgqueue.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
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
        jdbc.update("update pgqueue.status_count set sampled_at = sampled_at - interval '10 s', took = '0'");

        assertThat(sample.runOnce()).isTrue();
    }

    @Test
    void waitsAtLeastTwentyTimesAsLongAsTheLastCountTook() {
        jdbc.update("insert into pgqueue.kind (name) values ('counted')");
        sample.runOnce();
        jdbc.update("update pgqueue.status_count set sampled_at = sampled_at - interval '30 s', took = '2 s'");

        assertThat(sample.runOnce()).isFalse();

        jdbc.update("update pgqueue.status_count set sampled_at = sampled_at - interval '11 s'");
        assertThat(sample.runOnce()).isTrue();
    }

    @Test
    void countsWhatIsDoneLessOftenIfThatTakesLong() {
        jdbc.update("insert into pgqueue.kind (name) values ('counted')");
        sample.runOnce();
        for (int status = 3; status <= 5; status++) {
            jdbc.update(
                    "insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind, attempt,"
                            + " max_attempts, worker, status, priority)"
                            + " select nextval('pgqueue.task_id'), now(), now(), now(), now(), id, 1, 0, 0, ?, 5"
                            + " from pgqueue.kind",
                    status);
        }
        jdbc.update("update pgqueue.status_count set sampled_at = sampled_at - interval '60 s',"
                + " took = case when status in (3, 4) then interval '1 s' else '0' end");

        assertThat(sample.runOnce()).isTrue();
        assertThat(counts()).containsExactly(0L, 0L, 0L, 0L, 0L, 1L);

        jdbc.update("update pgqueue.status_count set sampled_at = sampled_at - interval '50 s'");
        assertThat(sample.runOnce()).isTrue();
        assertThat(counts()).containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
    }

    @Test
    void countsByKindAndStatus() {
        jdbc.update("insert into pgqueue.kind (name) values ('counted')");
        jdbc.queryForList(
                "select pgqueue.enqueue(array_fill((select id from pgqueue.kind), array[3]), null, null, null,"
                        + " array_fill(5::smallint, array[3]), null, null, null)");

        sample.runOnce();

        assertThat(counts()).containsExactly(3L, 0L, 0L, 0L, 0L, 0L);
    }

    private List<Long> counts() {
        return jdbc.queryForList("select tasks from pgqueue.status_count order by status", Long.class);
    }
}
