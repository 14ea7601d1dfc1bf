package io.pgqueue.testsupport;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Installs the schema of the queue with its own changelog, for tests that have no starter. */
public final class SchemaInstaller {

    private static final String CHANGELOG = "io/pgqueue/db/changelog.xml";

    /** Liquibase tells each step of the way at INFO. Kept here, or the level would be collected with the logger. */
    private static final Logger LIQUIBASE_LOGGER = Logger.getLogger("liquibase");

    static {
        LIQUIBASE_LOGGER.setLevel(Level.WARNING);
    }

    private SchemaInstaller() {}

    /** Installs or updates the schema {@code pgqueue}. */
    public static void install(DataSource dataSource) {
        install(dataSource, "pgqueue");
    }

    /** Installs or updates the schema of this name, with Liquibase's own tables inside it. */
    public static void install(DataSource dataSource, String schema) {
        install(dataSource, schema, CHANGELOG, Map.of("pgqueue.schema", schema));
    }

    /** Runs a changelog of an application's, with Liquibase's tables in the schema of this name. */
    public static void install(DataSource dataSource, String schema, String changelog, Map<String, String> parameters) {
        try (Connection connection = dataSource.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create schema if not exists " + schema);
            }
            Scope.child(
                    Map.of(Scope.Attr.ui.name(), new LoggerUIService()),
                    () -> update(connection, schema, changelog, parameters));
        } catch (Exception e) { // which Liquibase's scope declares
            throw new IllegalStateException("Could not install the schema " + schema, e);
        }
    }

    @SuppressWarnings("resource") // the connection is the caller's to close
    private static void update(Connection connection, String schema, String changelog, Map<String, String> parameters)
            throws Exception {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        database.setLiquibaseSchemaName(schema);
        Liquibase liquibase = new Liquibase(changelog, new ClassLoaderResourceAccessor(), database);
        parameters.forEach(liquibase::setChangeLogParameter);
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        liquibase.update(new Contexts(), new LabelExpression());
    }
}
