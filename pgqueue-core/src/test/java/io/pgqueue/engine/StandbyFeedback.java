package io.pgqueue.engine;

import io.pgqueue.testsupport.TestDatabase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.copy.CopyDual;

/** As much of a standby without a slot as it takes to hold back the horizon of its primary by {@code hot_standby_feedback}. */
final class StandbyFeedback implements AutoCloseable {

    private final Connection connection;
    private final CopyDual replication;
    private final long snapshot;

    private StandbyFeedback(Connection connection, CopyDual replication, long snapshot) {
        this.connection = connection;
        this.replication = replication;
        this.snapshot = snapshot;
    }

    static StandbyFeedback connect(TestDatabase primary, String name) throws SQLException {
        String position;
        long snapshot;
        try (Connection asking = primary.direct().getConnection();
                Statement statement = asking.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_wal_lsn()::text,"
                        + " pg_snapshot_xmin(pg_current_snapshot())::text::bigint")) {
            row.next();
            position = row.getString(1);
            snapshot = row.getLong(2);
        }
        Properties properties = new Properties();
        PGProperty.USER.set(properties, primary.username());
        PGProperty.PASSWORD.set(properties, primary.password());
        PGProperty.APPLICATION_NAME.set(properties, name);
        PGProperty.REPLICATION.set(properties, "true");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "15");
        Connection connection = DriverManager.getConnection(primary.jdbcUrl(), properties);
        CopyDual replication =
                connection.unwrap(PGConnection.class).getCopyAPI().copyDual("START_REPLICATION PHYSICAL " + position);
        return new StandbyFeedback(connection, replication, snapshot);
    }

    /** Says that a query needs what died since this connected: its id and the epoch, and nothing of catalogs. */
    void holdBackFromNowOn() throws SQLException {
        byte[] message = ByteBuffer.allocate(1 + Long.BYTES + 4 * Integer.BYTES)
                .put((byte) 'h')
                .putLong(0)
                .putInt((int) snapshot)
                .putInt((int) (snapshot >>> 32))
                .putInt(0)
                .putInt(0)
                .array();
        replication.writeToCopy(message, 0, message.length);
        replication.flushCopy();
    }

    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
        connection.close();
    }
}
