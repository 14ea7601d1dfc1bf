package io.pgqueue.autoconfigure.migration;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.util.ClassUtils;

/**
 * Makes sure, before it is done being created, that the schema is there and not older than {@link SchemaVersion}.
 *
 * <p>It takes connections straight from the {@code DataSource}, at most two at a time, and never joins a transaction:
 * JPA may not be there yet. A schema that is current costs two queries, and Liquibase is not loaded. A newer one is
 * left alone, since what was released keeps its shape: old and new instances share a database during an upgrade. Only one
 * that says that it no longer serves instances of this release stops the start.
 */
public final class SchemaMigrator implements InitializingBean, BeanClassLoaderAware {

    private static final Logger log = LoggerFactory.getLogger(SchemaMigrator.class);
    private static final String LIQUIBASE = "liquibase.Liquibase";
    private static final String CHANGELOG = "io/pgqueue/db/changelog.xml";

    private final DataSource dataSource;
    private final String schema;
    private final MigrationSettings settings;
    private ClassLoader classLoader = SchemaMigrator.class.getClassLoader();

    public SchemaMigrator(DataSource dataSource, String schema, MigrationSettings settings) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.settings = settings;
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    /**
     * @throws SetupException if the schema is not ready and cannot, or must not, be made so
     */
    @Override
    public void afterPropertiesSet() {
        int installed = installedVersion();
        if (installed == SchemaVersion.CURRENT) {
            log.debug("Schema {} has version {}, no migration is due", schema, installed);
            return;
        }
        if (installed > SchemaVersion.CURRENT) {
            checkServed(installed);
            return;
        }
        if (!settings.enabled()) {
            throw SchemaFailures.notReady(schema, installed);
        }
        if (!ClassUtils.isPresent(LIQUIBASE, classLoader)) {
            throw SchemaFailures.noLiquibase(schema, installed);
        }
        migrate();
    }

    /** This release was put in the place of a newer one, or its instances are yet to be replaced by those. */
    private void checkServed(int installed) {
        int oldest = read(SchemaCatalog::oldestServedVersion);
        if (oldest > SchemaVersion.CURRENT) {
            throw SchemaFailures.tooNew(schema, installed, oldest);
        }
        log.info(
                "Schema {} has version {}, which is newer than the {} of this release and serves it: nothing is"
                        + " migrated, forth or back. See docs/compatibility.md for what a downgrade needs",
                schema,
                installed,
                SchemaVersion.CURRENT);
    }

    private void migrate() {
        try (MigrationLock lock = MigrationLock.acquire(dataSource, schema)) {
            int installed = installedVersion();
            if (installed >= SchemaVersion.CURRENT) {
                log.info("Schema {} was brought to version {} by another instance", schema, installed);
                return;
            }
            long start = System.nanoTime();
            new LockRetries(schema, settings).run(this::run);
            int reached = installedVersion();
            if (reached < SchemaVersion.CURRENT) {
                throw SchemaFailures.incomplete(schema, reached);
            }
            log.info(
                    "{} schema {} at version {} in {} ms",
                    installed == 0 ? "Created" : "Migrated",
                    schema,
                    reached,
                    (System.nanoTime() - start) / 1_000_000);
        } catch (SQLException e) {
            throw translated("migrate schema " + schema, e);
        }
    }

    private void run() throws LockNotFreeException, SQLException {
        try (Connection connection = dataSource.getConnection();
                SessionState before = SessionState.of(connection)) {
            connection.setAutoCommit(true);
            SchemaCatalog catalog = new SchemaCatalog(connection, schema);
            catalog.createSchemaIfMissing();
            LiquibaseLock left = catalog.liquibaseLock();
            if (left != null) {
                throw SchemaFailures.locked(schema, left);
            }
            new LiquibaseRun(connection, schema, CHANGELOG, settings.lockTimeout()).run();
        }
    }

    private int installedVersion() {
        return read(catalog -> {
            catalog.requirePostgres();
            return catalog.installedVersion();
        });
    }

    private int read(Question question) {
        try (Connection connection = connection()) {
            return question.ask(new SchemaCatalog(connection, schema));
        } catch (SQLException e) {
            throw translated("read the version of schema " + schema, e);
        }
    }

    private Connection connection() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("pgqueue could not connect to look at schema " + schema, e);
        }
    }

    private static RuntimeException translated(String task, SQLException e) {
        DataAccessException translated = new SQLStateSQLExceptionTranslator().translate(task, null, e);
        return translated != null ? translated : new UncategorizedSQLException(task, null, e);
    }

    /** What is to be read of the schema. */
    @FunctionalInterface
    private interface Question {
        int ask(SchemaCatalog catalog) throws SQLException;
    }
}
