package io.pgqueue.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.internal.concurrent.Tally;
import io.pgqueue.internal.store.Database;
import io.pgqueue.internal.store.MaintenanceStore;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@Tag("database")
class PurgeServiceTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());
    private final AtomicInteger beforehand = new AtomicInteger();
    private final Tally tally = new Tally();
    private final PurgeService purge = new PurgeService(
            new MaintenanceStore(new Database(database.dataSource(), "pgqueue")), tally, beforehand::incrementAndGet);

    @BeforeEach
    void create() {
        jdbc.update("insert into pgqueue.kind (name, terminal_ttl) values ('short', '1 hour'), ('long', '30 days')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void goesOnInBatchesWhileThereIsMore() {
        closed(12_000, "short", 3, "2 hours");

        assertThat(purge.runOnce()).isEqualTo(12_000);
        assertThat(count("closed_task")).isZero();
        assertThat(count("task_key")).isZero();
    }

    @Test
    void deletesEachKindByItsOwnTtl() {
        closed(10, "short", 4, "2 hours");
        closed(20, "long", 4, "2 hours");

        assertThat(purge.runOnce()).isEqualTo(10);
        assertThat(count("closed_task")).isEqualTo(20);
        assertThat(count("task_key")).isEqualTo(20);
    }

    @Test
    void deletesTransitionsPastTheTtlOfTheirLogInBatches() {
        jdbc.update("update pgqueue.kind set log_ttl = '7 days'");
        jdbc.update("insert into pgqueue.task_log (task_id, at, kind, attempt, to_status)"
                + " select g, now() - g % 2 * interval '8 days', k.id, 0, 0"
                + " from generate_series(1, 24000) g, pgqueue.kind k where k.name = 'short'");

        assertThat(purge.runOnce()).as("closed tasks").isZero();
        assertThat(count("task_log")).isEqualTo(12_000);
    }

    @Test
    void deletesWhatWasNotedOfDeedsLongAgoInBatches() {
        jdbc.update("insert into pgqueue.audit_log (at, actor, action, target, detail)"
                + " select now() - g % 2 * interval '91 days', 'ann', 'retry', 'task 1', ''"
                + " from generate_series(1, 24000) g");

        purge.runOnce();

        assertThat(count("audit_log")).isEqualTo(12_000);
    }

    @Test
    void deletesEventsPastTheTtlOfTheOutboxInBatchesWithoutARelay() {
        jdbc.update("update pgqueue.outbox_relay set sent_ttl = '7 days'");
        jdbc.update(
                "insert into pgqueue.outbox_sent (id, created_at, sent_at, aggregate_type, aggregate_id, event_type)"
                        + " select g, now(), now() - g % 2 * interval '8 days', 'order', g, 'order-placed'"
                        + " from generate_series(1, 24000) g");

        assertThat(purge.runOnce()).as("closed tasks").isZero();
        assertThat(count("outbox_sent")).isEqualTo(12_000);
    }

    @Test
    void keepsEventsWhileNoRelayHasSaidForHowLong() {
        jdbc.update(
                "insert into pgqueue.outbox_sent (id, created_at, sent_at, aggregate_type, aggregate_id, event_type)"
                        + " values (1, now(), now() - interval '10 years', 'order', '1', 'order-placed')");

        purge.runOnce();

        assertThat(count("outbox_sent")).isOne();
    }

    @Test
    void deletesTheTotalsOfMinutesThatAreMoreThanEightDaysAgoInBatches() {
        jdbc.update(
                "insert into pgqueue.kind_minute select now() - g % 2 * interval '9 days', 1, g, 0, 0, 0, 0, 0, 0, 0, 0,"
                        + " 0, 0, 0, 0 from generate_series(1, 24000) g");

        purge.runOnce();

        assertThat(count("kind_minute")).isEqualTo(12_000);
    }

    @Test
    void countsWhatItDeletes() {
        closed(10, "short", 3, "2 hours");

        purge.runOnce();

        assertThat(tally.of(Tally.Event.PURGED_TASK)).isEqualTo(10);
        assertThat(tally.of(Tally.Event.PURGED_EVENT)).isZero();
    }

    @Test
    void leavesWhatHasNoAttemptsLeft() {
        closed(10, "short", 5, "10 years");

        assertThat(purge.runOnce()).isZero();
        assertThat(count("closed_task")).isEqualTo(10);
    }

    @Test
    void doesNothingWhileAnotherInstanceIsAtIt() throws Exception {
        closed(10, "short", 3, "2 hours");
        try (Connection other = database.direct().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pgqueue.purge(1)");

            assertThat(purge.runOnce()).isZero();
            other.rollback();
        }

        assertThat(purge.runOnce()).isEqualTo(10);
    }

    @Test
    void publishesBeforeItDeletes() {
        purge.runOnce();

        assertThat(beforehand).hasValue(1);
    }

    private void closed(int count, String kind, int status, String ago) {
        jdbc.update(
                "with t as (insert into pgqueue.closed_task (id, created_at, available_at, claimed_at, finished_at, kind,"
                        + " attempt, max_attempts, worker, status, priority, external_key)"
                        + " select nextval('pgqueue.task_id'), now(), now(), now(), now() - ?::interval, k.id, 1, 0, 1,"
                        + " ?, 5, 'key-' || n from pgqueue.kind k, generate_series(1, ?) n where k.name = ? returning *)"
                        + " insert into pgqueue.task_key select kind, external_key, id from t",
                ago,
                status,
                count,
                kind);
    }

    private long count(String table) {
        Long count = jdbc.queryForObject("select count(*) from pgqueue." + table, Long.class);
        return count == null ? -1 : count;
    }
}
