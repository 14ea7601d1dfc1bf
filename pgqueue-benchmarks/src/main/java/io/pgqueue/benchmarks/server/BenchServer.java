package io.pgqueue.benchmarks.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A PostgreSQL of the benchmark's own, as durable as one in production, with a database for each contestant. */
public final class BenchServer implements AutoCloseable {

    /** What differs from the server's defaults; the first two do not, but the runner would switch them off. */
    public static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "shared_buffers", "1GB",
            "max_wal_size", "8GB",
            "checkpoint_timeout", "30min",
            "max_connections", "200",
            // tracks nothing until a measure asks for it
            "shared_preload_libraries", "pg_stat_statements",
            "pg_stat_statements.track", "none");

    private static final String USER = "postgres";
    private static final long LOOK_NANOS = 20_000_000;
    private static final int LONGEST_LOOKS = 1_000;

    private final EmbeddedPostgres postgres;
    private int databases;

    private BenchServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static BenchServer start() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60));
        SETTINGS.forEach(builder::setServerConfig);
        return new BenchServer(builder.start());
    }

    /** Creates an empty database. */
    public BenchDatabase create() throws SQLException {
        String name = "bench_" + ++databases;
        administration().execute("create database " + name);
        return new BenchDatabase("localhost", postgres.getPort(), name, USER);
    }

    public void drop(BenchDatabase database) throws SQLException {
        administration().execute("drop database " + database.name() + " with (force)");
    }

    /** The database from which others are administered. */
    public BenchDatabase administration() {
        return new BenchDatabase("localhost", postgres.getPort(), "postgres", USER);
    }

    /** Waits for autovacuum and makes a checkpoint, so that neither falls into what is measured next. */
    public void settle() throws SQLException {
        int looks = 0;
        while (looks++ < LONGEST_LOOKS
                && administration()
                                .number(
                                        "select count(*) from pg_stat_activity where backend_type = 'autovacuum worker'")
                        > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        administration().execute("checkpoint");
    }

    /** Begins to count the statements of a database. */
    public void countStatements(BenchDatabase database) throws SQLException {
        administration().execute("create extension if not exists pg_stat_statements");
        administration().execute("alter database " + database.name() + " set pg_stat_statements.track = 'top'");
    }

    /** Statements that a database has run since they are counted. */
    public long statements(BenchDatabase database) throws SQLException {
        return administration()
                .number("select coalesce(sum(s.calls), 0) from pg_stat_statements s"
                        + " join pg_database d on d.oid = s.dbid where d.datname = '" + database.name() + "'");
    }

    /** Makes a user who may do everything, whose statements are told from those of others. */
    public BenchDatabase as(BenchDatabase database, String user) throws SQLException {
        administration().execute("create role " + user + " superuser login");
        return new BenchDatabase(database.host(), database.port(), database.name(), user);
    }

    /** Forgets all statements that were counted. */
    public void countAnew() throws SQLException {
        administration().execute("select pg_stat_statements_reset()");
    }

    /**
     * What the user of a database has had run in it since statements are counted anew, but for the sampling of counts, which
     * one instance does for all whether or not anybody looks at them.
     */
    public Asked asked(BenchDatabase database) throws SQLException {
        String sql = """
                select coalesce(sum(s.calls), 0), coalesce(sum(s.total_exec_time), 0),
                       max(format('%s: %s calls, %s ms, %s ms at most', s.text, s.calls,
                                  round(s.total_exec_time::numeric, 1), round(s.max_exec_time::numeric, 1)))
                           filter (where s.place = 1)
                from (select s.calls, s.total_exec_time, s.max_exec_time,
                             left(regexp_replace(s.query, '\\s+', ' ', 'g'), 60) as text,
                             row_number() over (order by s.total_exec_time desc) as place
                      from pg_stat_statements s
                      join pg_database d on d.oid = s.dbid
                      join pg_roles r on r.oid = s.userid
                      where d.datname = ? and r.rolname = ? and s.query not like '%sample_counts(%') s""";
        try (Connection connection = administration().connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, database.name());
            statement.setString(2, database.user());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Asked(rows.getLong(1), rows.getDouble(2), String.valueOf(rows.getString(3)));
            }
        }
    }

    /**
     * Statements, {@code COMMIT} and the like included, the milliseconds for which they ran, and the dearest.
     *
     * @param dearest its text, with how often it ran and for how long
     */
    public record Asked(long statements, double millis, String dearest) {}

    /** Bytes of write-ahead log that were written so far. */
    public long walBytes() throws SQLException {
        return administration().number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
