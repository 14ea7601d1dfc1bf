package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Neither logs, nor failure reports, nor what the application answers have what the connection is kept secret by. */
@Tag("database")
@ExtendWith(OutputCaptureExtension.class)
class SecretsTest {

    private static final String SECRET = "open-sesame-4711";
    private static final List<String> ASKED = List.of(
            "/actuator/health",
            "/actuator/health/pgqueue",
            "/actuator/pgqueue",
            "/actuator/pgqueue/mail",
            "/actuator/pgqueue/tasks/find",
            "/actuator/pgqueue/tasks/1",
            "/pgqueue/api/overview",
            "/pgqueue/api/tasks",
            "/pgqueue/api/tasks/1",
            "/pgqueue/api/kinds/mail",
            "/pgqueue/api/workers",
            "/pgqueue/api/schedules",
            "/pgqueue/api/outbox",
            "/pgqueue/api/health",
            "/pgqueue/api/audit",
            "/pgqueue/api/throughput");

    private final TestDatabase database = TestDatabase.withSchema();
    private final DatabaseProxy proxy = new DatabaseProxy(database.jdbcUrl());

    @AfterEach
    void close() {
        proxy.close();
        database.close();
    }

    @Test
    void anOutageTellsNone(CapturedOutput output) {
        try (WebApplication application = application(proxy.jdbcUrl() + "?password=" + SECRET)) {
            application.bean(TaskQueue.class).enqueue(Task.of("mail", null));
            for (String path : ASKED) {
                HttpResponse<String> answer = application.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.body()).as(path).doesNotContain(SECRET);
            }

            proxy.cut();

            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(
                                    application.get("/actuator/health/pgqueue").statusCode())
                            .isEqualTo(503));
            // at the same time, since each waits for the database for as long as it is patient
            ASKED.parallelStream()
                    .forEach(path ->
                            assertThat(application.get(path).body()).as(path).doesNotContain(SECRET));
            proxy.restore();
        }
        assertThat(output.getAll()).contains("database").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost:1/shop?password=" + SECRET,
                "jdbc:postgresql://localhost:1/shop?password=" + SECRET + "&sslmode=nonsense",
                "jdbc:postgresql://localhost:1x/shop?password=" + SECRET,
                "jdbc:postgresql:/localhost/shop?password=" + SECRET,
                "jdbc:postgresql://shop:" + SECRET + "@localhost:1/shop",
            })
    void aStartThatFailsTellsNone(String url, CapturedOutput output) {
        assertThat(catchThrowable(() -> application(url))).isNotNull();

        assertThat(output.getAll()).contains("Application").doesNotContain(SECRET);
    }

    @Test
    void saysWhatIsWrongWithAUserBeforeTheHost(CapturedOutput output) {
        assertThat(catchThrowable(() -> application("jdbc:postgresql://shop:" + SECRET + "@localhost:1/shop")))
                .isNotNull();

        assertThat(output.getAll())
                .contains("has a user before the host", "spring.datasource.username")
                .doesNotContain(SECRET);
    }

    @Test
    void anOutageOfTheControlSessionAloneTellsNone(CapturedOutput output) {
        String away = "jdbc:postgresql://localhost:1/shop?user=shop&password=" + SECRET;
        try (WebApplication application = application(database.jdbcUrl(), "pgqueue.processing.control-url=" + away)) {
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(output.getAll()).contains("failed; will try again"));
            assertThat(application.get("/actuator/health/pgqueue").body()).doesNotContain(SECRET);
        }
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    @Test
    void whatAPayloadHasIsNeitherLoggedNorAnsweredWhenItCannotBeRead(CapturedOutput output) {
        try (WebApplication application = application(database.jdbcUrl())) {
            long id = application
                    .bean(TaskQueue.class)
                    .enqueue(Task.of("count", Map.of("number", SECRET)))
                    .taskId();

            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(application
                                    .get("/actuator/pgqueue/tasks/" + id)
                                    .body())
                            .contains("a string is there that cannot be read as int")
                            .doesNotContain(SECRET));
        }
        assertThat(output.getAll()).contains("failed for good").doesNotContain(SECRET);
    }

    private static WebApplication application(String url) {
        return application(url, "pgqueue.processing.listen=true");
    }

    private static WebApplication application(String url, String property) {
        return new WebApplication(
                Application.class,
                "pgqueue-secrets-test",
                property,
                "spring.datasource.url=" + url,
                "spring.datasource.password=" + SECRET,
                "spring.datasource.hikari.connection-timeout=5000",
                "spring.web.error.include-message=always",
                "spring.web.error.include-stacktrace=always",
                "management.endpoint.health.show-details=always",
                "management.endpoints.web.exposure.include=health,pgqueue",
                "pgqueue.dashboard.enabled=true",
                "logging.level.io.pgqueue=debug");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @TaskHandler("mail")
        void mail() {}

        @TaskHandler("count")
        void count(Count count) {}
    }

    record Count(int number) {}
}
