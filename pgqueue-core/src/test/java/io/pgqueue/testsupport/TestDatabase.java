package io.pgqueue.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An empty database of the caller's own, on the one PostgreSQL of this JVM. The server is embedded, or a container when
 * the system property {@code pgqueue.test.database} is {@code container}; it starts with the first database.
 *
 * <p>The user is a superuser. Safe for use by several threads.
 */
public final class TestDatabase implements AutoCloseable {

    private static final int DEFAULT_POOL_SIZE = 10;
    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // ten seconds are short for a busy machine
    }

    private final TestServer server;
    private final String name;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private @Nullable DataSource defaultPool;
    private boolean closed;

    private TestDatabase(TestServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** Creates a new, empty database. */
    public static TestDatabase create() {
        return create("template1");
    }

    /** Creates a new database that holds the schema {@code pgqueue}: the copy of one that was migrated once. */
    public static TestDatabase withSchema() {
        return create(Template.NAME);
    }

    private static TestDatabase create(String template) {
        TestServer server = TestServer.get();
        String name = "pgqueue_test_" + ProcessHandle.current().pid() + "_" + SEQUENCE.incrementAndGet();
        administer(server, "create database " + name + " template " + template);
        return new TestDatabase(server, name);
    }

    /** The name of the database, which is unique on its server. */
    public String name() {
        return name;
    }

    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public String username() {
        return server.username();
    }

    /** The password, empty where the server wants none. */
    public String password() {
        return server.password();
    }

    /** A pool of at most ten connections, the same one on every call. Closed with this database. */
    public synchronized DataSource dataSource() {
        if (defaultPool == null) {
            defaultPool = dataSource(DEFAULT_POOL_SIZE);
        }
        return defaultPool;
    }

    /** A new pool that opens at most so many connections, and none before they are needed. Closed with this database. */
    public synchronized HikariDataSource dataSource(int poolSize) {
        if (closed) {
            throw new IllegalStateException("Database " + name + " is closed");
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName(name + "-" + (pools.size() + 1));
        config.setDataSource(direct());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** A source without a pool: each connection is a new one, and its owner closes it. */
    public DataSource direct() {
        return direct(server, name);
    }

    /** Closes the pools, ends every other session, and drops the database. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        pools.forEach(HikariDataSource::close);
        administer(server, "drop database if exists " + name + " with (force)");
    }

    private static DataSource direct(TestServer server, String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(server.jdbcUrl(database));
        dataSource.setUser(server.username());
        dataSource.setPassword(server.password());
        return dataSource;
    }

    private static void administer(TestServer server, String sql) {
        try (Connection connection = direct(server, "postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not " + sql, e);
        }
    }

    /** The database that holds the schema and nothing else; nobody is connected to it. */
    private static final class Template {
        private static final String NAME = migrated();

        @SuppressWarnings("resource") // it is dropped with its server
        private static String migrated() {
            TestDatabase template = create();
            SchemaInstaller.install(template.direct(), "pgqueue");
            return template.name();
        }
    }
}
