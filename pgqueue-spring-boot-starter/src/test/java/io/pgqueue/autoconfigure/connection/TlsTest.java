package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.autoconfigure.PgQueueRunner;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.testsupport.OwnServer;
import io.pgqueue.testsupport.ServerCertificate;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server that is reached by TLS, with a certificate that is made for this test. */
@Tag("database")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no file permissions that PostgreSQL would accept")
class TlsTest {

    @TempDir
    private static Path directory;

    private static ServerCertificate certificate;
    private static OwnServer server;

    @BeforeAll
    static void start() {
        certificate = ServerCertificate.create(directory, "localhost");
        server = OwnServer.start(certificate);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void poolAndControlSessionVerifyTheServer() {
        PgQueueRunner.withoutDatabase()
                .withUserConfiguration(Handler.class)
                .withPropertyValues(
                        "spring.datasource.url=" + url(certificate),
                        "spring.datasource.username=" + server.username(),
                        "pgqueue.defaults.poll-interval=1h")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    PgQueueEngine engine = context.getBean(PgQueueEngine.class);
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> engine.state().listening());
                    JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);

                    // of which the control session hears, through TLS
                    jdbc.execute("select pgqueue.enqueue('secure', external_key => 'heard')");
                    jdbc.execute("select pg_notify('pgqueue_wake', 'here')");
                    awaitSuccess(context.getBean(TaskQueue.class), "heard");
                    context.getBean(TaskQueue.class)
                            .enqueue(Task.of("secure", null).withExternalKey("added"));
                    awaitSuccess(context.getBean(TaskQueue.class), "added");

                    Set<String> sessions = new TreeSet<>(jdbc.queryForList(
                            "select case a.application_name when 'pgqueue-control' then 'control' else 'pool' end || '"
                                    + " ' || s.ssl from pg_stat_activity a join pg_stat_ssl s using (pid) where"
                                    + " a.backend_type = 'client backend'",
                            String.class));
                    assertThat(sessions).containsExactly("control true", "pool true");
                });
    }

    @Test
    void neitherTrustsACertificateThatItDoesNotKnow() {
        ServerCertificate other = ServerCertificate.create(directory.resolve("other"), "localhost");
        refuses(url(other));
    }

    @Test
    void neitherTrustsACertificateOfAnotherHost() {
        refuses(url(certificate).replace("localhost", "127.0.0.1"));
    }

    /** The control session takes from the URL what the pool does. */
    private static void refuses(String url) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            pool.setUsername(server.username());
            pool.setInitializationFailTimeout(-1);
            pool.setConnectionTimeout(1_000);

            assertThatThrownBy(pool::getConnection).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> {
                        try (Connection opened = HikariControlConnections.of(pool, ControlTarget.OF_POOL)
                                .open()) {
                            assertThat(opened).isNull();
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(PKIX|SSL|hostname|certificate).*");
        }
    }

    private static String url(ServerCertificate trusted) {
        return server.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + trusted.file();
    }

    private static void awaitSuccess(TaskQueue queue, String key) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> queue.find("secure", key)
                        .filter(task -> task.status() == TaskStatus.SUCCEEDED)
                        .isPresent());
    }

    static class Handler {
        @TaskHandler("secure")
        void run() {}
    }
}
