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
 * left alone, since what was released keeps its shape: old and new instances share a database during an upgrade.
 */
public final class SchemaMigrator implements InitializingBean, BeanClassLoaderAware {

    private static final Logger log = LoggerFactory.getLogger(SchemaMigrator.class);
    private static final String LIQUIBASE = "liquibase.Liquibase";

    private final DataSource dataSource;
    private final String schema;
    private final boolean enabled;
    private ClassLoader classLoader = SchemaMigrator.class.getClassLoader();

    /**
     * @param enabled whether to migrate; if not, a schema that is missing or older stops the start
     */
    public SchemaMigrator(DataSource dataSource, String schema, boolean enabled) {
        this.dataSource = dataSource;
        this.schema = schema;
        this.enabled = enabled;
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
        if (installed >= SchemaVersion.CURRENT) {
            log.debug("Schema {} has version {}, no migration is due", schema, installed);
            return;
        }
        if (!enabled) {
            throw SchemaFailures.notReady(schema, installed);
        }
        if (!ClassUtils.isPresent(LIQUIBASE, classLoader)) {
            throw SchemaFailures.noLiquibase(schema, installed);
        }
        migrate();
    }

    private void migrate() {
        try (MigrationLock lock = MigrationLock.acquire(dataSource, schema)) {
            int installed = installedVersion();
            if (installed >= SchemaVersion.CURRENT) {
                log.info("Schema {} was brought to version {} by another instance", schema, installed);
                return;
            }
            long start = System.nanoTime();
            run();
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

    private void run() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                SessionState before = SessionState.of(connection)) {
            connection.setAutoCommit(true);
            SchemaCatalog catalog = new SchemaCatalog(connection, schema);
            catalog.createSchemaIfMissing();
            LiquibaseLock left = catalog.liquibaseLock();
            if (left != null) {
                throw SchemaFailures.locked(schema, left);
            }
            new LiquibaseRun(connection, schema).run();
        }
    }

    private int installedVersion() {
        try (Connection connection = connection()) {
            SchemaCatalog catalog = new SchemaCatalog(connection, schema);
            catalog.requirePostgres();
            return catalog.installedVersion();
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
}
