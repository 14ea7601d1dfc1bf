package io.pgqueue.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of an instance's control session: registers the instance, beats, and hears notifications. It commits
 * each statement by itself. Not thread-safe.
 */
public final class ControlConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ControlConnection.class);
    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

    private final Connection connection;
    private final boolean listening;
    private final String register;
    private final String beat;
    private final String overrides;
    private final String reportCapacity;

    private ControlConnection(Connection connection, Database database, boolean listening) {
        this.connection = connection;
        this.listening = listening;
        // Each locks the row of this instance alone; a beat does not conflict with the key share lock of a claim.
        this.register = database.sql(WorkerStore.REGISTER);
        this.beat = database.sql("/* pgqueue:beat */ select {schema}.beat(?, ?, ?)");
        this.overrides = database.sql(OverrideStore.FIND);
        this.reportCapacity = database.sql("/* pgqueue:report-capacity */ select {schema}.report_capacity(?, ?, ?)");
    }

    /** What is set at run time for kinds by their ids. */
    public Map<Integer, KindOverride> overrides() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(overrides);
                ResultSet rows = statement.executeQuery()) {
            return OverrideStore.byKind().read(rows);
        }
    }

    /** A connection that only beats; a server that does not answer it within ten seconds is taken for gone. */
    public static ControlConnection open(Source source, Database database) throws SQLException {
        return open(source, database, null);
    }

    /** The same, but the connection also listens. */
    public static ControlConnection listen(Source source, Database database, String channel) throws SQLException {
        return open(source, database, channel);
    }

    private static ControlConnection open(Source source, Database database, @Nullable String channel)
            throws SQLException {
        Connection connection = source.open();
        try {
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            if (channel != null) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("/* pgqueue:listen */ listen " + channel);
                }
            }
            return new ControlConnection(connection, database, channel != null);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Registers an instance; returns its id. */
    public int register(String name, String version, boolean backendCheck) throws SQLException {
        return query(
                register,
                statement -> {
                    statement.setString(1, name);
                    statement.setString(2, version);
                    statement.setBoolean(3, backendCheck);
                },
                row -> row.getInt(1));
    }

    /**
     * Beats.
     *
     * @param begun tasks whose handlers have begun
     * @return those of them that somebody asked to cancel; empty if the instance was declared dead
     */
    public Optional<long[]> beat(int worker, long[] begun, boolean backendCheck) throws SQLException {
        return query(
                beat,
                statement -> {
                    statement.setInt(1, worker);
                    Rows.bindArray(statement, 2, "int8", begun);
                    statement.setBoolean(3, backendCheck);
                },
                row -> Optional.ofNullable(row.getArray(1) == null ? null : Rows.longs(row.getArray(1))));
    }

    /** Says how many tasks an instance runs at once, by the ids of their kinds. */
    public void reportCapacity(int worker, Map<Integer, Integer> workerCounts) throws SQLException {
        int[] kinds = new int[workerCounts.size()];
        int[] counts = new int[workerCounts.size()];
        int i = 0;
        for (Map.Entry<Integer, Integer> entry : workerCounts.entrySet()) {
            kinds[i] = entry.getKey();
            counts[i] = entry.getValue();
            i++;
        }
        query(
                reportCapacity,
                statement -> {
                    statement.setInt(1, worker);
                    Rows.bindArray(statement, 2, "int4", kinds);
                    Rows.bindArray(statement, 3, "int4", counts);
                },
                row -> true);
    }

    /** Texts of the notifications that came, or come within some milliseconds. */
    public List<String> notifications(int millis) throws SQLException {
        PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(millis);
        List<String> texts = new ArrayList<>();
        if (heard != null) {
            for (PGNotification notification : heard) {
                texts.add(notification.getParameter());
            }
        }
        return texts;
    }

    @Override
    public void close() {
        try (connection) {
            if (connection.isClosed()) {
                return;
            }
            // the pool's, perhaps: whoever gets it next must not inherit our LISTEN and timeout
            if (listening) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("/* pgqueue:unlisten */ unlisten *");
                }
            }
            connection.setNetworkTimeout(Runnable::run, 0);
        } catch (SQLException e) {
            log.debug("closing the control connection failed", e);
        }
    }

    private <T> T query(String sql, Database.Binder binder, Rows.RowReader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            binder.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return Rows.single(reader).read(rows);
            }
        }
    }

    /** Where the connection comes from. */
    @FunctionalInterface
    public interface Source {
        Connection open() throws SQLException;
    }
}
