package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

@ExtendWith(OutputCaptureExtension.class)
class SchemaMigrationTest {

    private TestDatabase database;
    private JdbcTemplate jdbc;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        jdbc = new JdbcTemplate(database.dataSource());
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void createsTheSchemaAtTheCurrentVersion() {
        migrate("pgqueue");

        assertThat(version("pgqueue")).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void keepsEverythingInsideTheConfiguredSchema() {
        migrate("my_tasks");

        assertThat(version("my_tasks")).isEqualTo(SchemaVersion.CURRENT);
        assertThat(tablesOf("my_tasks")).contains("task", "databasechangelog", "databasechangeloglock");
        assertThat(tablesOf("public")).isEmpty();
        assertThat(jdbc.queryForList("select nspname from pg_namespace where nspname like '%pgqueue%'", String.class))
                .isEmpty();
    }

    @Test
    void migratesTwoSchemasOfOneDatabase() {
        migrate("one");
        migrate("two");

        assertThat(version("one")).isEqualTo(version("two"));
    }

    @Test
    void doesNotStartLiquibaseWhenTheVersionIsCurrent() {
        migrate("pgqueue");
        jdbc.execute("drop table pgqueue.databasechangelog, pgqueue.databasechangeloglock");

        migrate("pgqueue");

        assertThat(tablesOf("pgqueue")).doesNotContain("databasechangelog", "databasechangeloglock");
    }

    @Test
    void bringsAnOlderSchemaUpToDate() {
        migrate("pgqueue");
        pretendOlder();

        migrate("pgqueue");

        assertThat(version("pgqueue")).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void leavesANewerSchemaAlone() {
        migrate("pgqueue");
        jdbc.execute("create or replace function pgqueue.schema_version() returns int language sql as 'select 999'");

        migrate("pgqueue");

        assertThat(version("pgqueue")).isEqualTo(999);
    }

    @Test
    void letsSeveralInstancesMigrateAtOnce() throws Exception {
        int instances = 6;
        CyclicBarrier together = new CyclicBarrier(instances);
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        try {
            List<Future<Void>> runs = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                Callable<Void> instance = () -> {
                    together.await(30, TimeUnit.SECONDS);
                    new SchemaMigrator(database.direct(), "pgqueue", MigrationSettings.standard()).afterPropertiesSet();
                    return null;
                };
                runs.add(threads.submit(instance));
            }
            for (Future<Void> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(version("pgqueue")).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void reportsALockThatAKilledInstanceLeftBehind() {
        migrate("pgqueue");
        pretendOlder();
        jdbc.update("update pgqueue.databasechangeloglock set locked = true, lockedby = 'web-7 (10.0.0.7)',"
                + " lockgranted = timestamp '2026-01-02 03:04:05'");

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> migrate("pgqueue"))
                .satisfies(report -> {
                    assertThat(report.description()).contains("web-7 (10.0.0.7)", "2026-01-0");
                    assertThat(report.action()).contains("update pgqueue.databasechangeloglock set locked = false");
                });
    }

    @Test
    void goesOnOnceTheReportedStatementHasFreedTheLock() {
        migrate("pgqueue");
        pretendOlder();
        jdbc.update("update pgqueue.databasechangeloglock set locked = true");

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> migrate("pgqueue"))
                .satisfies(report -> {
                    String action = report.action();
                    jdbc.execute(action.substring(action.indexOf("update "), action.indexOf(';')));
                });
        migrate("pgqueue");

        assertThat(version("pgqueue")).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void stopsTheStartWhenTheSchemaIsMissingAndMigrationIsOff() {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> new SchemaMigrator(
                                database.dataSource(),
                                "pgqueue",
                                MigrationSettings.standard().withEnabled(false))
                        .afterPropertiesSet())
                .satisfies(report -> {
                    assertThat(report.description()).contains("'pgqueue'", "missing", "pgqueue.migration.enabled");
                    assertThat(report.action())
                            .contains("classpath:io/pgqueue/db/changelog.xml", "pgqueue.migration.enabled=true");
                });
        assertThat(jdbc.queryForList("select nspname from pg_namespace", String.class))
                .doesNotContain("pgqueue");
    }

    @Test
    void stopsTheStartWhenTheSchemaIsOlderAndMigrationIsOff() {
        migrate("pgqueue");
        pretendOlder();
        jdbc.execute("create or replace function pgqueue.schema_version() returns int language sql as 'select -1'");

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> new SchemaMigrator(
                                database.dataSource(),
                                "pgqueue",
                                MigrationSettings.standard().withEnabled(false))
                        .afterPropertiesSet())
                .satisfies(report ->
                        assertThat(report.description()).contains("has version -1", "needs " + SchemaVersion.CURRENT));
    }

    @Test
    void reportsAUserWhoMayNotCreateTheSchema() {
        PGSimpleDataSource limited = asLimitedUser();

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(
                        () -> new SchemaMigrator(limited, "pgqueue", MigrationSettings.standard()).afterPropertiesSet())
                .satisfies(report -> {
                    assertThat(report.description()).contains("may not create", limited.getUser());
                    assertThat(report.action()).contains("create schema pgqueue authorization " + limited.getUser());
                });
    }

    @Test
    void needsNoRightToCreateASchemaThatIsThere() {
        PGSimpleDataSource limited = asLimitedUser();
        jdbc.execute("create schema pgqueue authorization " + limited.getUser());

        new SchemaMigrator(limited, "pgqueue", MigrationSettings.standard()).afterPropertiesSet();

        assertThat(version("pgqueue")).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void saysOneLineAboutIt(CapturedOutput output) {
        migrate("pgqueue");

        assertThat(output.getAll().lines().filter(line -> !line.contains(" DEBUG ") && !line.contains(" TRACE ")))
                .filteredOn(
                        line -> line.contains("iquibase") || line.contains("schema pgqueue") || line.contains("UPDATE"))
                .singleElement()
                .asString()
                .contains("Created schema pgqueue at version " + SchemaVersion.CURRENT);
    }

    private void migrate(String schema) {
        new SchemaMigrator(database.dataSource(), schema, MigrationSettings.standard()).afterPropertiesSet();
    }

    private int version(String schema) {
        Integer version = jdbc.queryForObject("select " + schema + ".schema_version()", Integer.class);
        return version == null ? 0 : version;
    }

    /** As if the changeset that raises the version were new. */
    private void pretendOlder() {
        jdbc.execute("create or replace function pgqueue.schema_version() returns int language sql as 'select 0'");
        assertThat(jdbc.update("delete from pgqueue.databasechangelog where id = 'function schema_version'"))
                .isOne();
    }

    private List<String> tablesOf(String schema) {
        return jdbc.queryForList(
                "select tablename from pg_tables where schemaname = ? order by 1", String.class, schema);
    }

    private PGSimpleDataSource asLimitedUser() {
        String user = "limited_" + database.name();
        jdbc.execute("create role " + user + " login password 'limited'");
        PGSimpleDataSource limited = (PGSimpleDataSource) database.direct();
        limited.setUser(user);
        limited.setPassword("limited");
        return limited;
    }
}
