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
import liquibase.exception.DatabaseException;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.ResourceAccessor;
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
        install(dataSource, schema, changelog, parameters, new ClassLoaderResourceAccessor());
    }

    /** Installs or updates the schema of this name with a changelog that is found elsewhere. */
    static void install(DataSource dataSource, String schema, ResourceAccessor resources) {
        install(dataSource, schema, CHANGELOG, Map.of("pgqueue.schema", schema), resources);
    }

    private static void install(
            DataSource dataSource,
            String schema,
            String changelog,
            Map<String, String> parameters,
            ResourceAccessor resources) {
        try (Connection connection = dataSource.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create schema if not exists " + schema);
            }
            Scope.child(
                    Map.of(Scope.Attr.ui.name(), new LoggerUIService()),
                    () -> update(new Liquibase(changelog, resources, database(connection, schema)), parameters));
        } catch (Exception e) { // which Liquibase's scope declares
            throw new IllegalStateException("Could not install the schema " + schema, e);
        }
    }

    @SuppressWarnings("resource") // the connection is the caller's to close
    private static Database database(Connection connection, String schema) throws DatabaseException {
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        database.setLiquibaseSchemaName(schema);
        return database;
    }

    @SuppressWarnings("resource") // nor is Liquibase, which would close it
    private static void update(Liquibase liquibase, Map<String, String> parameters) throws LiquibaseException {
        parameters.forEach(liquibase::setChangeLogParameter);
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        liquibase.update(new Contexts(), new LabelExpression());
    }
}
