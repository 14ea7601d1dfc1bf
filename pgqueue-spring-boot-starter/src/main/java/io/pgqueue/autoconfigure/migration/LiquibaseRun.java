package io.pgqueue.autoconfigure.migration;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import liquibase.Contexts;
import liquibase.GlobalConfiguration;
import liquibase.GlobalConfiguration.DuplicateFileMode;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.DatabaseException;
import liquibase.exception.LockException;
import liquibase.integration.spring.SpringResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Runs the changelog on one connection, which stays open. The only class that speaks to Liquibase; works with 4.33 and
 * 5. Liquibase's log-keeping tables go into the queue's schema, its INFO lines to DEBUG, and its usage statistics
 * nowhere. It settles all of this in a scope of its own, so that an application's own Liquibase is as it was.
 */
final class LiquibaseRun {

    private static final String LOCK_TIMEOUT =
            "/* pgqueue:migrate */ select pg_catalog.set_config('lock_timeout', ?, true)";

    private final Connection connection;
    private final String schema;
    private final String changelog;
    private final Duration lockTimeout;

    /**
     * @param changelog its place on the class path
     * @param lockTimeout how long a statement waits for a lock. It does not hold for a changeset that runs outside of a
     *     transaction: what has to, as an index that is built concurrently, keeps nobody from working while it waits
     */
    LiquibaseRun(Connection connection, String schema, String changelog, Duration lockTimeout) {
        this.connection = connection;
        this.schema = schema;
        this.changelog = changelog;
        this.lockTimeout = lockTimeout;
    }

    /**
     * @throws LockNotFreeException if a statement did not get a lock; the changesets before it stay
     * @throws SetupException if the changelog does not run to its end for another reason; what ran before stays
     */
    void run() throws LockNotFreeException, SQLException {
        try {
            Scope.child(scope(), this::update);
        } catch (LockException e) {
            throw SchemaFailures.lockedByOther(schema, e);
        } catch (Exception e) {
            SQLException notFree = LockNotFreeException.causeOf(e);
            if (notFree != null) {
                throw new LockNotFreeException(new SchemaCatalog(connection, schema).oldestLockHolder(), notFree);
            }
            throw SchemaFailures.failed(schema, e);
        }
    }

    private static Map<String, Object> scope() {
        return Map.of(
                Scope.Attr.logService.name(),
                new QuietLogService(),
                Scope.Attr.ui.name(),
                new LoggerUIService(),
                AnalyticsArgs.ENABLED.getKey(),
                false,
                GlobalConfiguration.SHOW_BANNER.getKey(),
                false,
                GlobalConfiguration.DUPLICATE_FILE_MODE.getKey(),
                DuplicateFileMode.WARN,
                // another lock than a forgotten one is short: ours, above it, is already held
                GlobalConfiguration.CHANGELOGLOCK_WAIT_TIME.getKey(),
                1L);
    }

    private void update() throws Exception {
        Database database = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new BorrowedConnection());
        // no default schema: Liquibase would set the search path for it, and every name in the changelog is qualified
        database.setLiquibaseSchemaName(schema);
        SpringResourceAccessor resources =
                new SpringResourceAccessor(new DefaultResourceLoader(LiquibaseRun.class.getClassLoader()));
        try (Liquibase liquibase = new Liquibase(changelog, resources, database)) {
            liquibase.setChangeExecListener(new ShortWaits());
            liquibase.setShowSummary(UpdateSummaryEnum.OFF);
            liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
            liquibase.setChangeLogParameter("pgqueue.schema", schema);
            liquibase.update(new Contexts(), new LabelExpression());
        }
    }

    /** In each transaction anew: behind a pooler a session keeps no setting, or hands it to others. */
    private final class ShortWaits extends AbstractChangeExecListener {

        @Override
        public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog log, Database database) {
            if (!changeSet.isRunInTransaction()) {
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(LOCK_TIMEOUT)) {
                statement.setString(1, lockTimeout.toMillis() + "ms");
                statement.execute();
            } catch (SQLException e) {
                throw new IllegalStateException("Could not set lock_timeout: " + e.getMessage(), e);
            }
        }
    }

    /** Closing Liquibase would close the connection before its state is put back. */
    private final class BorrowedConnection extends JdbcConnection {

        BorrowedConnection() {
            super(connection);
        }

        @Override
        public void close() throws DatabaseException {
            rollback();
        }
    }
}
