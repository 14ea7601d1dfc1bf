package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.processes.Ledger.Entry;
import io.pgqueue.processes.Ledger.Event;
import io.pgqueue.processes.WorkerJvm;
import io.pgqueue.testsupport.PreviousVersion;
import io.pgqueue.testsupport.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A million live tasks in the schema of the previous version, a process of that version that works on them, and somebody's
 * long transaction that has locks on the queue's tables: migrated to this version, and by a changelog that adds a column
 * and an index to the table of live tasks.
 */
@ExtendWith(OutputCaptureExtension.class)
class UpgradeUnderLoadTest {

    private static final int TASKS = 1_000_000;
    private static final int MEANWHILE = 50;

    /**
     * For how long no task may begin. It was 0.2 s, about one wait for a lock, on a machine with nothing else to do; the rest
     * is for one that has. Migrations that rewrite the table, or index it while nobody may write, would take longer.
     */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final String TRYING_AGAIN = "did not get a lock within";
    private static final MigrationSettings SETTINGS =
            MigrationSettings.standard().withLockTimeout(Duration.ofMillis(200));

    private final ExecutorService migrations = Executors.newSingleThreadExecutor();

    @Test
    void letsWorkGoOnWhileItWaitsForALock(@TempDir Path directory, CapturedOutput output) throws Exception {
        PreviousVersion previous = PreviousVersion.get();
        try (TestDatabase database = TestDatabase.create()) {
            JdbcTemplate jdbc = new JdbcTemplate(database.direct());
            previous.installSchema(database.direct());
            WorkerJvm.Options options = WorkerJvm.Options.STANDARD.withClassPath(previous.classPath());
            try (WorkerJvm worker = WorkerJvm.launch(database, directory, "worker", options)) {
                worker.awaitReady();
                worker.startProcessing();
                awaitKind(jdbc);
                addTasks(jdbc);
                awaitMore(worker, 0);
                int before = worker.ledger().entries().size();
                Instant began = Instant.now();

                whileLocked(database, "kind", worker, output, this::toThisVersion);
                assertThat(jdbc.queryForObject("select pgqueue.schema_version()", Integer.class))
                        .isEqualTo(SchemaVersion.CURRENT);

                whileLocked(database, "task", worker, output, this::byTheHeavyChangelog);
                assertThat(jdbc.queryForObject(
                                "select count(*) from pg_index where indexrelid = 'pgqueue.task_heavy'::regclass and"
                                        + " indisvalid",
                                Integer.class))
                        .isOne();
                assertThat(jdbc.queryForObject("select min(heavy) from pgqueue.task", Integer.class))
                        .isEqualTo(7);
                awaitMore(worker, worker.ledger().entries().size());
                assertThat(longestPause(worker, before, began)).isLessThan(LONGEST_PAUSE);
            }
            assertThat(jdbc.queryForObject(
                            "select count(*) from pgqueue.closed_task where errors is not null", Integer.class))
                    .as("attempts that failed")
                    .isZero();
        } finally {
            migrations.shutdownNow();
        }
    }

    /** Begins a migration while a transaction has a lock on a table, and ends that once the migration has tried twice. */
    private void whileLocked(
            TestDatabase database, String table, WorkerJvm worker, CapturedOutput output, Migration migration)
            throws Exception {
        long triedBefore = tries(output);
        try (Connection holder = database.direct().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("set application_name = 'a long report'");
            statement.execute("lock table pgqueue." + table + " in access share mode");
            Future<?> migrated = migrations.submit(() -> {
                migration.run(database);
                return null;
            });
            for (int tries = 1; tries <= 2; tries++) {
                long wanted = triedBefore + tries;
                await("try " + tries)
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> migrated.isDone() || tries(output) >= wanted);
                assertThat(migrated).as("still waits for the lock on %s", table).isNotDone();
                awaitMore(worker, worker.ledger().entries().size());
            }
            holder.rollback();
            migrated.get();
        }
        assertThat(output).contains("application a long report");
    }

    private void toThisVersion(TestDatabase database) {
        new SchemaMigrator(database.direct(), "pgqueue", SETTINGS).afterPropertiesSet();
    }

    private void byTheHeavyChangelog(TestDatabase database) throws SQLException {
        new LockRetries("pgqueue", SETTINGS).run(() -> {
            try (Connection connection = database.direct().getConnection()) {
                String changelog = "io/pgqueue/autoconfigure/migration/heavy.xml";
                new LiquibaseRun(connection, "pgqueue", changelog, SETTINGS.lockTimeout()).run();
            }
        });
    }

    private static long tries(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains(TRYING_AGAIN))
                .count();
    }

    private static void awaitKind(JdbcTemplate jdbc) {
        await("the kinds are known")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        jdbc.queryForObject("select count(*) from pgqueue.kind where name = 'quick'", Integer.class)
                                == 1);
    }

    private static void addTasks(JdbcTemplate jdbc) {
        assertThat(jdbc.update("""
            insert into pgqueue.task (id, created_at, available_at, kind, priority, payload)
            select nextval('pgqueue.task_id'), clock_timestamp(), clock_timestamp(), k.id, 5, '{"a": 1}'
            from pgqueue.kind k, generate_series(1, ?) where k.name = 'brief'""", TASKS)).isEqualTo(TASKS);
    }

    /** Waits until so many tasks more have come to their end in the process. */
    private static void awaitMore(WorkerJvm worker, int soFar) {
        await("work goes on")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> worker.ledger().entries().size() >= soFar + MEANWHILE);
    }

    private static Duration longestPause(WorkerJvm worker, int before, Instant began) {
        List<Entry> entries = worker.ledger().entries();
        Duration longest = Duration.ZERO;
        Instant last = began;
        for (Entry entry : entries.subList(before, entries.size())) {
            if (entry.event() == Event.BEGAN) {
                Duration gap = Duration.between(last, entry.at());
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                last = entry.at();
            }
        }
        System.out.printf(
                "longest time without a begin: %d ms, in %d s%n",
                longest.toMillis(), Duration.between(began, last).toSeconds());
        return longest;
    }

    /** One way to migrate. */
    @FunctionalInterface
    private interface Migration {
        void run(TestDatabase database) throws SQLException;
    }
}
