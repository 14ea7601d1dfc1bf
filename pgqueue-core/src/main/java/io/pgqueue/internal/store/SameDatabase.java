package io.pgqueue.internal.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are not the pool's, and have to lead to the same database: an instance that beats elsewhere would be
 * taken for dead, or for somebody else. The pool is asked where it leads once, and again if that seems to have changed, as
 * after a failover. Used by one thread at a time.
 */
public final class SameDatabase implements ControlConnection.Source {

    private static final Logger log = LoggerFactory.getLogger(SameDatabase.class);
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** The identifier is the server's from its initdb on, restarts included. */
    private static final String WHERE = "/* pgqueue:where */ select d.datname, d.oid, s.system_identifier"
            + " from pg_catalog.pg_database d, pg_catalog.pg_control_system() s"
            + " where d.datname = pg_catalog.current_database()";

    private final ControlConnection.Source own;
    private final Database database;
    private volatile @Nullable Place expected; // null until the pool was asked

    public SameDatabase(ControlConnection.Source own, Database database) {
        this.own = own;
        this.database = database;
    }

    @Override
    public Connection open() throws SQLException {
        Connection connection = own.open();
        try {
            check(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void check(Connection connection) throws SQLException {
        Place place = Place.of(connection);
        if (place == null || place.equals(expected)) {
            return;
        }
        try (Connection pooled = database.open()) {
            expected = Place.of(pooled);
        }
        if (expected != null && !place.equals(expected)) {
            throw new SQLException("The control session's connection leads to " + place + ", but the DataSource to "
                    + expected + ". pgqueue.processing.control-url (with shards: pgqueue.shards.<name>.control-url), or"
                    + " what else opens it, must lead to the database of the DataSource.");
        }
    }

    private record Place(String name, long oid, long server) {

        /** Null where nobody may ask. */
        static @Nullable Place of(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(WHERE)) {
                return Rows.single(one -> new Place(one.getString(1), one.getLong(2), one.getLong(3)))
                        .read(row);
            } catch (SQLException e) {
                if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                    throw e;
                }
                log.debug("not allowed to ask which server this is, so nobody checks it", e);
                return null;
            }
        }

        @Override
        public String toString() {
            return "database '" + name + "' (oid " + oid + ") of the server with the system identifier "
                    + Long.toUnsignedString(server);
        }
    }
}
