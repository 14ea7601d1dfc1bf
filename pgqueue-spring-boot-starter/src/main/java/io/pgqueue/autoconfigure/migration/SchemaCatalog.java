package io.pgqueue.autoconfigure.migration;

import io.pgqueue.autoconfigure.failure.SetupException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What the database says about the queue's schema. The schema's name is an identifier that was checked when it was set,
 * so it may stand in a statement, where no parameter can.
 */
final class SchemaCatalog {

    private static final String FUNCTION_EXISTS = "/* pgqueue:schema */ select to_regprocedure(?) is not null";
    private static final String TABLE_EXISTS = "/* pgqueue:schema */ select to_regclass(?) is not null";
    private static final String SCHEMA_EXISTS =
            "/* pgqueue:schema */ select exists (select from pg_catalog.pg_namespace where nspname = ?)";
    private static final String OLDEST_HOLDER = """
            /* pgqueue:schema */
            select %s
            from pg_catalog.pg_locks l
                 join pg_catalog.pg_class c on c.oid = l.relation
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                 join pg_catalog.pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'relation' and l.granted and n.nspname = ? and a.xact_start is not null
              and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
              and a.pid <> pg_catalog.pg_backend_pid()
            order by a.xact_start
            limit 1
            """.formatted(MigrationLock.SESSION);
    private static final String MAY_NOT = "42501";
    private static final String ALREADY_THERE = "42P06";

    private final Connection connection;
    private final String schema;

    SchemaCatalog(Connection connection, String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    void requirePostgres() throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!"PostgreSQL".equals(product)) {
            throw new SetupException(
                    "pgqueue keeps its tasks in PostgreSQL, but its DataSource leads to " + product + ".",
                    "Point the DataSource at PostgreSQL, or choose another one by pgqueue.data-source or"
                            + " @PgQueueDataSource. pgqueue.enabled=false turns pgqueue off.");
        }
    }

    /** 0 if there is no schema, or none that a changelog has finished. */
    int installedVersion() throws SQLException {
        return answer("schema_version()", 0);
    }

    /** The lowest version whose instances the schema serves. */
    int oldestServedVersion() throws SQLException {
        return answer("oldest_served_version()", 0);
    }

    private int answer(String function, int ifMissing) throws SQLException {
        if (!ask(FUNCTION_EXISTS, schema + "." + function)) {
            return ifMissing;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("/* pgqueue:schema */ select " + schema + "." + function)) {
            result.next();
            return result.getInt(1);
        }
    }

    /** Whose transaction has had a lock on one of the schema's tables for longest; null if nobody has one. */
    @Nullable
    String oldestLockHolder() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OLDEST_HOLDER)) {
            statement.setString(1, schema);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : null;
            }
        }
    }

    /** Looks first: {@code create schema if not exists} wants a privilege even when the schema is there. */
    void createSchemaIfMissing() throws SQLException {
        if (ask(SCHEMA_EXISTS, schema)) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("/* pgqueue:schema */ create schema " + schema);
        } catch (SQLException e) {
            if (MAY_NOT.equals(e.getSQLState())) {
                throw SchemaFailures.mayNotCreate(schema, connection, e);
            }
            if (!ALREADY_THERE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** A lock that is held in Liquibase's table; null if there is none, or no table yet. */
    @Nullable
    LiquibaseLock liquibaseLock() throws SQLException {
        if (!ask(TABLE_EXISTS, schema + ".databasechangeloglock")) {
            return null;
        }
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("/* pgqueue:schema */ select lockedby, lockgranted from "
                        + schema + ".databasechangeloglock where locked")) {
            if (!result.next()) {
                return null;
            }
            Timestamp since = result.getTimestamp("lockgranted");
            return new LiquibaseLock(result.getString("lockedby"), since == null ? null : since.toInstant());
        }
    }

    private boolean ask(String sql, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1);
            }
        }
    }
}
