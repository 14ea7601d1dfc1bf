package io.pgqueue.autoconfigure.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What Liquibase may change on a connection that a pool hands to others afterwards. Closing it puts that back. */
record SessionState(Connection connection, boolean autoCommit, String searchPath) implements AutoCloseable {

    private static final String READ = "/* pgqueue:session */ select current_setting('search_path')";
    private static final String RESTORE = "/* pgqueue:session */ select set_config('search_path', ?, false)";

    static SessionState of(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(READ)) {
            result.next();
            return new SessionState(connection, autoCommit, result.getString(1));
        }
    }

    @Override
    public void close() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        try (PreparedStatement statement = connection.prepareStatement(RESTORE)) {
            statement.setString(1, searchPath);
            statement.execute();
        }
        connection.setAutoCommit(autoCommit);
    }
}
