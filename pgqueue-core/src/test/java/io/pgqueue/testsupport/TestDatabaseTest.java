package io.pgqueue.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.springframework.jdbc.core.simple.JdbcClient;

@Tag("database")
class TestDatabaseTest {

    private static final String TABLES =
            "select count(*) from pg_tables where tablename = 'thing' and schemaname = 'public'";
    private static final String DATABASES = "select count(*) from pg_database where datname = ?";

    @Test
    void twoDatabasesAreSeparate() {
        try (TestDatabase first = TestDatabase.create();
                TestDatabase second = TestDatabase.create()) {
            JdbcClient.create(first.dataSource())
                    .sql("create table thing (id int)")
                    .update();

            assertThat(count(first, TABLES)).isOne();
            assertThat(count(second, TABLES)).isZero();
        }
    }

    @Test
    void closeDropsTheDatabaseThoughASessionIsOpen() throws Exception {
        try (TestDatabase observer = TestDatabase.create();
                TestDatabase database = TestDatabase.create();
                var left = database.direct().getConnection()) {
            assertThat(count(observer, DATABASES, database.name())).isOne();

            database.close();

            assertThat(count(observer, DATABASES, database.name())).isZero();
            assertThat(left.isValid(5)).isFalse();
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "pgqueue.test.database", matches = "container")
    void theServerHasTheRequestedVersion() {
        String requested = System.getProperty("pgqueue.test.postgres", "18");
        try (TestDatabase database = TestDatabase.create()) {
            String version = JdbcClient.create(database.direct())
                    .sql("show server_version")
                    .query(String.class)
                    .single();

            assertThat(version.split("\\.")[0]).isEqualTo(requested.split("\\.")[0]);
        }
    }

    private static long count(TestDatabase database, String sql, Object... parameters) {
        return JdbcClient.create(database.direct())
                .sql(sql)
                .params(parameters)
                .query(Long.class)
                .single();
    }
}
