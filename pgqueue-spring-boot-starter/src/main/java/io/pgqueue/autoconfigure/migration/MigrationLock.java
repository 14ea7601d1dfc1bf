package io.pgqueue.autoconfigure.migration;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration of a schema at a time, by an advisory lock: Liquibase's own lock guards neither the creation of the
 * schema nor that of its lock table, and stays behind when its owner is killed; this one goes with the connection.
 *
 * <p>It lasts for a transaction on a connection of its own, not for a session, because a pooler in transaction mode
 * does not keep sessions.
 */
final class MigrationLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MigrationLock.class);
    private static final String KEY = "pg_catalog.hashtextextended('pgqueue migration of ' || ?, 0)";
    private static final String TRY = "/* pgqueue:migrate */ select pg_catalog.pg_try_advisory_xact_lock(" + KEY + ")";
    private static final String WAIT = "/* pgqueue:migrate */ select pg_catalog.pg_advisory_xact_lock(" + KEY + ")";

    /** Nothing happens in this transaction for as long as the migration takes, which may have to wait for locks. */
    private static final String MAY_IDLE = "/* pgqueue:migrate */ set local idle_in_transaction_session_timeout = 0";

    private static final String PATIENCE = "/* pgqueue:migrate */ set local lock_timeout = '5min'";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** How a person is told of a session, which is a row {@code a} of {@code pg_stat_activity}. */
    static final String SESSION = """
            'pid ' || a.pid || ', application ' || a.application_name || ', client '
                   || coalesce(host(a.client_addr), 'local') || ', since ' || a.xact_start""";

    private static final String HOLDER = """
            /* pgqueue:migrate */
            select %s
            from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid,
                 pg_catalog.hashtextextended('pgqueue migration of ' || ?, 0) k(key)
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1
              and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
              and (l.classid::bigint << 32 | l.objid::bigint) = k.key
            """.formatted(SESSION);

    private final Connection connection;
    private final boolean autoCommit;

    private MigrationLock(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommit = connection.getAutoCommit();
    }

    /** Waits up to five minutes for another instance; it says so when it begins to. */
    static MigrationLock acquire(DataSource dataSource, String schema) throws SQLException {
        MigrationLock lock = new MigrationLock(dataSource.getConnection());
        try {
            lock.connection.setAutoCommit(false);
            lock.execute(MAY_IDLE);
            lock.take(schema);
            return lock;
        } catch (SQLException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void take(String schema) throws SQLException {
        if (Boolean.TRUE.equals(ask(TRY, schema))) {
            return;
        }
        log.info("Another instance migrates schema {}: waiting for it", schema);
        try {
            execute(PATIENCE);
            ask(WAIT, schema);
        } catch (SQLException e) {
            if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback();
            Object holder = ask(HOLDER, schema);
            throw SchemaFailures.busy(schema, holder == null ? null : holder.toString(), e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private @Nullable Object ask(String sql, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getObject(1) : null;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }
}
