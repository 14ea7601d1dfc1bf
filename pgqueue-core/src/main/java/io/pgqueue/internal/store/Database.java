package io.pgqueue.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The queue's {@code DataSource} and schema, and the two ways in which statements run on them: in the caller's Spring
 * transaction, or in a transaction of the engine's own at READ COMMITTED, whatever the pool's default is.
 */
public final class Database {

    /** With a bound on how long the locks of an instance survive that went silent between two statements. */
    private static final String READ_COMMITTED = "set transaction isolation level read committed, read write; "
            + "set local idle_in_transaction_session_timeout = '30s'; ";

    private static final String COMMIT = "; commit";

    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final DataSource dataSource;
    private final String schema;
    private final int silenceMillis;
    private final SQLExceptionTranslator translator = new SQLExceptionSubclassTranslator();

    public Database(DataSource dataSource, String schema) {
        this(dataSource, schema, LONGEST_SILENCE);
    }

    /** @param silence for how long the server may leave a statement of the engine without an answer, at most */
    Database(DataSource dataSource, String schema, Duration silence) {
        // transactions are bound to the target, as Spring's own transaction managers do it
        this.dataSource =
                dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                        ? proxy.getTargetDataSource()
                        : dataSource;
        this.schema = schema;
        this.silenceMillis = Math.toIntExact(silence.toMillis());
    }

    /** A statement's text with the schema's name in the place of {@code {schema}}. */
    public String sql(String text) {
        return text.replace("{schema}", schema);
    }

    public String schema() {
        return schema;
    }

    /**
     * Whether this thread is in a Spring transaction on our {@code DataSource}. A connection alone does not make one:
     * inside a transaction of another manager, Spring keeps ours at hand although it commits by itself.
     */
    public boolean isInTransaction() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return false;
        }
        Object resource = TransactionSynchronizationManager.getResource(dataSource);
        if (resource instanceof ConnectionHolder holder) {
            try {
                return !holder.getConnection().getAutoCommit();
            } catch (SQLException e) {
                throw translate("looking at the surrounding transaction", e);
            }
        }
        return resource != null;
    }

    /** Opens a connection that no transaction of Spring's knows. */
    public Connection open() throws SQLException {
        return dataSource.getConnection();
    }

    /** Runs one statement in the caller's transaction, or, if there is none, in one of its own. */
    <T> T query(String sql, Binder binder, RowsReader<T> reader) {
        if (isInTransaction()) {
            return onCallersConnection(connection -> run(connection, sql, binder, reader));
        }
        try (Connection connection = dataSource.getConnection()) {
            return runAlone(connection, sql, binder, reader);
        } catch (SQLException e) {
            throw translate(sql, e);
        }
    }

    /** Runs one statement of an engine's loop that needs no isolation level: nothing travels with it. */
    <T> T engineRead(String sql, Binder binder, RowsReader<T> reader) {
        if (isInTransaction()) {
            return query(sql, binder, reader);
        }
        try (Connection connection = dataSource.getConnection();
                AnswerLimit limit = AnswerLimit.on(connection, silenceMillis)) {
            return runAlone(connection, sql, binder, reader);
        } catch (SQLException e) {
            throw translate(sql, e);
        }
    }

    private <T> T runAlone(Connection connection, String sql, Binder binder, RowsReader<T> reader) throws SQLException {
        T result = run(connection, sql, binder, reader);
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
        return result;
    }

    private <T> T run(Connection connection, String sql, Binder binder, RowsReader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            DataSourceUtils.applyTransactionTimeout(statement, dataSource);
            binder.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        }
    }

    /** Runs one statement of the engine, see {@link #engineTransaction}, in one round trip. */
    <T> T engineQuery(String sql, Binder binder, RowsReader<T> reader) {
        return engineTransaction(transaction -> transaction.lastQuery(sql, binder, reader));
    }

    /**
     * Runs statements of the engine in a READ COMMITTED transaction of their own. A thread that is in a transaction
     * on our {@code DataSource}, as that of a transactional handler, keeps it.
     */
    <T> T engineTransaction(Work<T> work) {
        if (isInTransaction()) {
            return onCallersConnection(connection -> work.run(new Transaction(connection, true)));
        }
        try (Connection connection = dataSource.getConnection();
                AnswerLimit limit = AnswerLimit.on(connection, silenceMillis)) {
            return committed(connection, work);
        } catch (SQLException e) {
            throw translate("engine transaction", e);
        }
    }

    private <T> T onCallersConnection(ConnectionWork<T> work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw translate("statement in the caller's transaction", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            T result = work.run(new Transaction(connection, false));
            connection.commit();
            connection.setAutoCommit(autoCommit);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            } catch (SQLException atRollback) {
                e.addSuppressed(atRollback);
            }
            throw e;
        }
    }

    DataAccessException translate(String task, SQLException e) {
        DataAccessException translated = translator.translate("pgqueue", task, e);
        return translated != null ? translated : new UncategorizedSQLException("pgqueue", task, e);
    }

    /** Sets a statement's parameters. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Reads all rows of a result. */
    @FunctionalInterface
    interface RowsReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    @FunctionalInterface
    private interface ConnectionWork<T> {
        T run(Connection connection) throws SQLException;
    }

    /** What happens in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction transaction) throws SQLException;
    }

    /**
     * An engine's transaction. The isolation level travels with the first statement, and the commit with the last one
     * if that is known to be it: no round trips of their own.
     */
    static final class Transaction {
        private final Connection connection;
        private final boolean callers;
        private boolean begun;

        private Transaction(Connection connection, boolean callers) {
            this.connection = connection;
            this.callers = callers;
            this.begun = callers;
        }

        <T> T query(String sql, Binder binder, RowsReader<T> reader) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(begun ? sql : READ_COMMITTED + sql)) {
                begun = true;
                binder.bind(statement);
                boolean rowsAreNext = statement.execute();
                while (!rowsAreNext) {
                    rowsAreNext = statement.getMoreResults();
                    if (!rowsAreNext && statement.getUpdateCount() == -1) {
                        throw new SQLException("no rows came back from: " + sql);
                    }
                }
                try (ResultSet rows = statement.getResultSet()) {
                    return reader.read(rows);
                }
            }
        }

        /** Commits as well, unless the transaction is the caller's; the driver then finds nothing left to commit. */
        private <T> T lastQuery(String sql, Binder binder, RowsReader<T> reader) throws SQLException {
            return query(callers ? sql : sql + COMMIT, binder, reader);
        }
    }
}
