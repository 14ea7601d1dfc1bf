package io.pgqueue.autoconfigure.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class ConnectionStateMigrationTest {

    private TestDatabase database;
    private JdbcTemplate jdbc;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        jdbc = new JdbcTemplate(database.dataSource());
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void leavesSearchPathAndAutoCommitOfItsConnectionsAsTheyWere() {
        List<String> atClose = new ArrayList<>();
        PGSimpleDataSource direct = (PGSimpleDataSource) database.direct();
        direct.setOptions("-c search_path=pg_catalog,public");

        new SchemaMigrator(new Recording(direct, atClose), "pgqueue", MigrationSettings.standard())
                .afterPropertiesSet();

        assertThat(atClose).hasSizeGreaterThan(2).containsOnly("pg_catalog,public true");
    }

    @Test
    void worksWithAPoolOfTwoConnectionsWithoutAutoCommit() {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.direct());
            pool.setMaximumPoolSize(2);
            pool.setAutoCommit(false);

            new SchemaMigrator(pool, "pgqueue", MigrationSettings.standard()).afterPropertiesSet();

            assertThat(version("pgqueue")).isEqualTo(SchemaVersion.CURRENT);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    private int version(String schema) {
        Integer version = jdbc.queryForObject("select " + schema + ".schema_version()", Integer.class);
        return version == null ? 0 : version;
    }

    /** Notes the state in which each connection is given back. */
    private static final class Recording extends DelegatingDataSource {

        private final List<String> atClose;

        Recording(PGSimpleDataSource target, List<String> atClose) {
            super(target);
            this.atClose = atClose;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close") && !connection.isClosed()) {
                            note(connection);
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (java.lang.reflect.InvocationTargetException e) {
                            throw e.getTargetException();
                        }
                    });
        }

        private void note(Connection connection) throws SQLException {
            boolean autoCommit = connection.getAutoCommit();
            try (var result = connection
                    .createStatement()
                    .executeQuery("select replace(current_setting('search_path'), ' ', '')")) {
                result.next();
                atClose.add(result.getString(1) + " " + autoCommit);
            }
        }
    }
}
