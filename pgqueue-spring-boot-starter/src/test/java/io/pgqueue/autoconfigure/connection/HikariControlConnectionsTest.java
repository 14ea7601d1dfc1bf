package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.engine.PgQueueEngine.ControlConnections;
import io.pgqueue.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

class HikariControlConnectionsTest {

    private TestDatabase database;
    private HikariDataSource pool;

    @BeforeEach
    void createPool() {
        database = TestDatabase.withSchema();
        pool = new HikariDataSource();
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(250);
    }

    @AfterEach
    void close() {
        pool.close();
        database.close();
    }

    @Test
    void openWhileEveryConnectionOfThePoolIsTaken() throws SQLException {
        ControlConnections control = HikariControlConnections.of(pool, ControlTarget.OF_POOL);
        try (Connection taken = pool.getConnection();
                Connection own = control.open()) {
            assertThat(taken.isValid(1)).isTrue();
            assertThat(show(own, "application_name")).isEqualTo("pgqueue-control");
        }
    }

    @Test
    void haveTheSettingsOfThePoolBeforeTheirOwn() throws SQLException {
        pool.addDataSourceProperty("ApplicationName", "shop");
        pool.addDataSourceProperty("options", "-c statement_timeout=1234");
        pool.setConnectionInitSql("set work_mem = '5MB'");

        try (Connection own =
                HikariControlConnections.of(pool, ControlTarget.OF_POOL).open()) {
            assertThat(show(own, "application_name")).isEqualTo("shop");
            assertThat(show(own, "statement_timeout")).isEqualTo("1234ms");
            assertThat(show(own, "work_mem")).isEqualTo("5MB");
        }
    }

    @Test
    void leaveTheUrlItsSay() throws SQLException {
        pool.setJdbcUrl(database.jdbcUrl() + "?ApplicationName=by-url");

        try (Connection own =
                HikariControlConnections.of(pool, ControlTarget.OF_POOL).open()) {
            assertThat(show(own, "application_name")).isEqualTo("by-url");
        }
    }

    @Test
    void hearNotifications() throws SQLException {
        try (Connection own =
                        HikariControlConnections.of(pool, ControlTarget.OF_POOL).open();
                Statement statement = own.createStatement()) {
            statement.execute("listen here");
            PGConnection listener = own.unwrap(PGConnection.class);
            for (int i = 0; i < 20; i++) {
                statement.execute("notify here, '" + i + "'");
                assertThat(listener.getNotifications(1_000)).hasSize(1);
            }

            assertThat(show(own, "application_name")).isEqualTo("pgqueue-control");
            assertThat(listener.getNotifications(10)).isNullOrEmpty();
        }
    }

    @Test
    void leaveTheSocketFactoryOfThePool() throws SQLException {
        pool.addDataSourceProperty("socketFactory", "no.such.Factory");

        assertThatThrownBy(() ->
                        HikariControlConnections.of(pool, ControlTarget.OF_POOL).open())
                .isInstanceOf(SQLException.class);
    }

    @Test
    void areFoundBehindAProxy() {
        assertThat(HikariControlConnections.of(new LazyConnectionDataSourceProxy(pool), ControlTarget.OF_POOL))
                .isNotNull();
    }

    @Test
    void areNotForOtherSources() {
        assertThat(HikariControlConnections.of(database.direct(), ControlTarget.OF_POOL))
                .isNull();
        assertThat(HikariControlConnections.of(database.dataSource(1), ControlTarget.OF_POOL))
                .isNull();
    }

    @Test
    void goWhereAUrlOfTheirOwnLeadsAsTheUserWhoIsNamed() throws SQLException {
        JdbcTemplate direct = new JdbcTemplate(database.direct());
        direct.execute("create role control login password 'secret'");
        pool.addDataSourceProperty("options", "-c statement_timeout=1234");
        ControlTarget target = new ControlTarget(database.jdbcUrl() + "?ApplicationName=past", "control", "secret");
        try (Connection own = HikariControlConnections.of(pool, target).open()) {
            assertThat(show(own, "application_name")).isEqualTo("past");
            assertThat(show(own, "session_authorization")).isEqualTo("control");
            assertThat(show(own, "statement_timeout")).isEqualTo("1234ms");
        } finally {
            direct.execute("drop role control");
        }
        assertThat(target.toString()).doesNotContain("secret");
    }

    @Test
    void refuseAUrlThatIsNoneWithoutShowingIt() {
        PgQueueRunner.on(database)
                .withPropertyValues("pgqueue.processing.control-url=postgres://control:secret@localhost/shop")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                SetupException.class,
                                report -> assertThat(report.description() + report.action())
                                        .contains("pgqueue.processing.control-url")
                                        .doesNotContain("secret")));
    }

    @Test
    void leadToTheDatabaseOfThePoolOrAreNotUsed() {
        try (TestDatabase other = TestDatabase.withSchema()) {
            PgQueueRunner.on(database)
                    .withPropertyValues("pgqueue.processing.control-url=" + other.jdbcUrl())
                    .run(context -> {
                        PgQueueEngine engine = context.getBean(PgQueueEngine.class);
                        await().until(() -> engine.state().lastError() != null);
                        assertThat(engine.state().lastError())
                                .contains(
                                        "pgqueue.processing.control-url", "must lead to the database of the DataSource")
                                .doesNotContain("jdbc:");
                        assertThat(new JdbcTemplate(other.direct())
                                        .queryForObject("select count(*) from pgqueue.worker", Integer.class))
                                .as("instances that beat there")
                                .isZero();
                    });
        }
    }

    @Test
    void areForAnyPoolWithAUrlOfTheirOwn() {
        PgQueueRunner.withoutDatabase()
                .withBean(DataSource.class, database::direct)
                .withPropertyValues(
                        "pgqueue.processing.control-url=" + database.jdbcUrl(),
                        "pgqueue.processing.control-username=" + database.username(),
                        "pgqueue.processing.control-password=" + database.password())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    PgQueueEngine engine = context.getBean(PgQueueEngine.class);
                    await().until(() -> engine.state().listening());
                    assertThat(engine.connectionsNeeded())
                            .as("none for the control session")
                            .isEqualTo(9);
                });
    }

    @Test
    void areWhatTheEngineUses() {
        PgQueueRunner.on(database).run(context -> {
            assertThat(context).hasNotFailed();
            await().until(() -> context.getBean(PgQueueEngine.class).state().listening());
            assertThat(new JdbcTemplate(database.direct())
                            .queryForObject(
                                    "select count(*) from pg_stat_activity where application_name = 'pgqueue-control'"
                                            + " and datname = current_database()",
                                    Integer.class))
                    .isOne();
        });
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("show " + setting)) {
            result.next();
            return result.getString(1);
        }
    }
}
