package io.pgqueue.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.testsupport.TestDatabase;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A loop of the engine does not wait for ever for an answer that does not come. */
@Tag("database")
class AnswerLimitTest {

    private static final String WAIT = "select pg_advisory_lock(1)";

    private final TestDatabase database = TestDatabase.create();
    private SingleConnectionDataSource pool;

    @BeforeEach
    void connect() throws SQLException {
        pool = new SingleConnectionDataSource(database.dataSource().getConnection(), true);
    }

    @AfterEach
    void close() {
        pool.close();
        database.close();
    }

    @Test
    void theServerIsSilentWhileAnotherHoldsTheLock() throws SQLException {
        try (Connection other = database.dataSource().getConnection();
                Statement holds = other.createStatement()) {
            holds.execute(WAIT);

            assertThatExceptionOfType(DataAccessResourceFailureException.class)
                    .isThrownBy(() -> queueOver(pool, Duration.ofMillis(200))
                            .engineQuery(WAIT, statement -> {}, Rows.list(row -> true)))
                    .withRootCauseInstanceOf(SocketTimeoutException.class);
            connect();
            assertThatExceptionOfType(DataAccessResourceFailureException.class)
                    .isThrownBy(() -> queueOver(pool, Duration.ofMillis(200))
                            .engineRead(WAIT, statement -> {}, Rows.list(row -> true)))
                    .withRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aConnectionGoesBackWithoutALimit() throws SQLException {
        assertThat(limitsDuring(queueOver(pool, Duration.ofSeconds(10)))).containsExactly(10_000, 10_000);
        assertThat(limit()).isZero();
    }

    @Test
    void whatThePoolSaysIsLeftAlone() throws SQLException {
        pool.getConnection().setNetworkTimeout(Runnable::run, 7_000);

        assertThat(limitsDuring(queueOver(pool, Duration.ofSeconds(10)))).containsExactly(7_000, 7_000);
        assertThat(limit()).isEqualTo(7_000);
    }

    private static Database queueOver(SingleConnectionDataSource pool, Duration limit) {
        return new Database(pool, "pgqueue", limit);
    }

    private List<Integer> limitsDuring(Database queue) {
        return List.of(
                queue.engineQuery("select 1", statement -> {}, rows -> limit()),
                queue.engineRead("select 1", statement -> {}, rows -> limit()));
    }

    private int limit() throws SQLException {
        return pool.getConnection().getNetworkTimeout();
    }
}
