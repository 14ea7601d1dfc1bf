package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.testsupport.SchemaInstaller;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/** A migration to which somebody does not leave a lock, and schemas that are newer than the release. */
@ExtendWith(OutputCaptureExtension.class)
class LockedMigrationTest {

    private static final MigrationSettings IMPATIENT = MigrationSettings.standard()
            .withLockTimeout(Duration.ofMillis(50))
            .withLockPatience(Duration.ofMillis(400));

    private TestDatabase database;
    private JdbcTemplate jdbc;

    @BeforeEach
    void createSchema() {
        database = TestDatabase.withSchema();
        jdbc = new JdbcTemplate(database.direct());
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void reportsWhoHasTheLockWhenThePatienceIsOver(CapturedOutput output) throws SQLException {
        forgetTheView();
        try (Connection holder = reader()) {
            assertThatExceptionOfType(SetupException.class)
                    .isThrownBy(() -> migrate(IMPATIENT))
                    .satisfies(report -> {
                        assertThat(report.description()).contains("did not get a lock", "application a long report");
                        assertThat(report.action()).contains("pg_terminate_backend", "pgqueue.migration.lock-patience");
                    });
            holder.rollback();
        }

        assertThat(output).contains("did not get a lock within 50 ms", "trying again in 100 ms");
        assertThat(locked()).as("Liquibase's own lock").isFalse();
        migrate(IMPATIENT);
        assertThat(version()).isEqualTo(SchemaVersion.CURRENT);
    }

    @Test
    void leavesTheLockTimeoutOfItsConnectionsAsItWas() throws SQLException {
        forgetTheView();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.direct());
            pool.setMaximumPoolSize(2);
            pool.setConnectionInitSql("set lock_timeout = '7s'");
            new SchemaMigrator(pool, "pgqueue", IMPATIENT).afterPropertiesSet();

            assertThat(new JdbcTemplate(pool).queryForObject("show lock_timeout", String.class))
                    .isEqualTo("7s");
        }
    }

    @Test
    void saysWhatANewerSchemaMeans(CapturedOutput output) {
        answer("schema_version", 99);

        migrate(IMPATIENT);

        assertThat(output).contains("Schema pgqueue has version 99, which is newer than the " + SchemaVersion.CURRENT);
    }

    @Test
    void stopsOnASchemaThatNoLongerServesThisRelease() {
        answer("schema_version", 99);
        answer("oldest_served_version", 98);

        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> migrate(IMPATIENT))
                .satisfies(report -> {
                    assertThat(report.description())
                            .contains("has version 99", "98 and later", "of version " + SchemaVersion.CURRENT);
                    assertThat(report.action()).contains("not migrated back", "restore the database");
                });
    }

    @Test
    void doesNotRunTheChangelogOnTheSchemaOfALaterOne() {
        answer("schema_version", 99);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> SchemaInstaller.install(database.direct()))
                .withStackTraceContaining("has version 99, which this changelog of version " + SchemaVersion.CURRENT);
        assertThat(version()).isEqualTo(99);
    }

    @Test
    void namesThePropertyThatIsOutOfItsBounds() {
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> IMPATIENT.withLockTimeout(Duration.ZERO))
                .satisfies(e -> assertThat(e.getName()).isEqualTo("pgqueue.migration.lock-timeout"));
        assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
                .isThrownBy(() -> IMPATIENT.withLockPatience(Duration.ofHours(2)))
                .satisfies(e -> assertThat(e.getName()).isEqualTo("pgqueue.migration.lock-patience"));
    }

    private void migrate(MigrationSettings settings) {
        new SchemaMigrator(database.direct(), "pgqueue", settings).afterPropertiesSet();
    }

    /** As if the view were new in this version: to replace it takes a lock that its readers do not leave. */
    private void forgetTheView() {
        answer("schema_version", 1);
        for (String changeSet : List.of("view tasks", "function schema_version")) {
            assertThat(jdbc.update("delete from pgqueue.databasechangelog where id = ?", changeSet))
                    .isOne();
        }
    }

    private Connection reader() throws SQLException {
        Connection connection = database.direct().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set application_name = 'a long report'");
            statement.execute("select from pgqueue.tasks limit 1");
        }
        return connection;
    }

    private void answer(String function, int version) {
        jdbc.execute("create or replace function pgqueue." + function + "() returns int language sql as 'select "
                + version + "'");
    }

    private boolean locked() {
        return Boolean.TRUE.equals(
                jdbc.queryForObject("select locked from pgqueue.databasechangeloglock", Boolean.class));
    }

    private int version() {
        Integer version = jdbc.queryForObject("select pgqueue.schema_version()", Integer.class);
        return version == null ? 0 : version;
    }
}
