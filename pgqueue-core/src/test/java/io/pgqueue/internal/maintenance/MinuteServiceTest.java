package io.pgqueue.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.pgqueue.internal.concurrent.KindTally.Event;
import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.ThroughputStore;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

@Tag("database")
class MinuteServiceTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());
    private final Tally tally = new Tally();
    private final MinuteService minutes =
            new MinuteService(new ThroughputStore(new Database(database.dataSource(), "pgqueue")), tally, () -> 7);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void writesARowForEachKindToWhichSomethingHappened() {
        tally.of(1).add(Event.SUCCEEDED, 5);
        tally.of(2).add(Event.FAILED);

        assertThat(minutes.runOnce()).isEqualTo(2);
        assertThat(sum("succeeded")).isEqualTo(5);
        assertThat(sum("failed")).isEqualTo(1);
        assertThat(jdbc.queryForList("select distinct worker from pgqueue.kind_minute", Integer.class))
                .containsExactly(7);
    }

    @Test
    void writesWhatHappenedSinceTheLastTime() {
        tally.of(1).add(Event.SUCCEEDED, 5);
        minutes.runOnce();
        assertThat(minutes.runOnce()).isZero();
        tally.of(1).add(Event.SUCCEEDED, 3);

        assertThat(minutes.runOnce()).isOne();
        assertThat(sum("succeeded")).isEqualTo(8);
    }

    @Test
    void losesNothingOfTimesToRounding() {
        for (int i = 0; i < 10; i++) {
            tally.of(1).attempt(Duration.ofNanos(250_000), Duration.ofNanos(1_750_000));
            minutes.runOnce();
        }

        assertThat(sum("attempts")).isEqualTo(10);
        assertThat(sum("wait_ms")).isEqualTo(2);
        assertThat(sum("run_ms")).isEqualTo(17);
        assertThat(jdbc.queryForObject("select max(longest_run_ms) from pgqueue.kind_minute", Long.class))
                .isEqualTo(1);
    }

    @Test
    void keepsWhatCouldNotBeWritten() {
        jdbc.execute("alter table pgqueue.kind_minute rename to away");
        tally.of(1).attempt(Duration.ofMillis(3), Duration.ofMillis(4));
        assertThatThrownBy(minutes::runOnce).isInstanceOf(DataAccessException.class);
        jdbc.execute("alter table pgqueue.away rename to kind_minute");
        tally.of(1).attempt(Duration.ofMillis(1), Duration.ofMillis(1));

        assertThat(minutes.runOnce()).isEqualTo(2);
        assertThat(sum("attempts")).isEqualTo(2);
        assertThat(jdbc.queryForObject("select max(longest_run_ms) from pgqueue.kind_minute", Long.class))
                .isEqualTo(4);
    }

    @Test
    void waitsForADatabaseThatIsAwayNoLongerThanItMay() throws Exception {
        tally.of(1).add(Event.SUCCEEDED, 5);
        try (Connection other = database.direct().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table pgqueue.kind_minute");

            assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> minutes.writeLast(Duration.ofMillis(50)), "it waits for the lock");
            other.rollback();
        }
    }

    @Test
    void writesWhatIsLeft() {
        tally.of(1).add(Event.SUCCEEDED, 5);

        minutes.writeLast(Duration.ofSeconds(30));

        assertThat(sum("succeeded")).isEqualTo(5);
    }

    @Test
    void isNotDueBeforeTheNextMinuteAndSaysWhen() {
        tally.of(1).add(Event.SUCCEEDED, 5);
        Duration until = minutes.runIfDue();

        assertThat(until).isBetween(Duration.ofMillis(1), Duration.ofSeconds(61));
    }

    private long sum(String column) {
        Long sum = jdbc.queryForObject("select sum(" + column + ") from pgqueue.kind_minute", Long.class);
        return sum == null ? 0 : sum;
    }
}
