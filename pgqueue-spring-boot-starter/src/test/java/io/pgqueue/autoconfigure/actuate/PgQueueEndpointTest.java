package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@Tag("database")
class PgQueueEndpointTest {

    private static final String SECRET = "nobody-may-read-this";

    private static WebApplication application;

    @BeforeAll
    static void start() {
        application = new WebApplication(
                Application.class,
                "pgqueue-endpoint-test",
                "management.endpoints.web.exposure.include=pgqueue,health",
                "management.endpoint.health.show-details=always");
        application.bean(TaskAdmin.class).pause("paused");
        application.bean(TaskQueue.class).enqueue(Task.of("paused", SECRET).withHeader("secret", SECRET));
        JdbcClient counts = JdbcClient.create(application.database().dataSource());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> counts.sql("select pgqueue.sample_counts('0 s')")
                        .query(Boolean.class)
                        .single());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void itShowsKindsWithCountsOptionsPauseAndWorkers() {
        JsonNode mail = json("/actuator/pgqueue").at("/kinds/mail");
        JsonNode paused = json("/actuator/pgqueue").at("/kinds/paused");

        assertThat(mail.at("/paused").asBoolean()).isFalse();
        assertThat(mail.at("/counts/no_attempts_left").asInt(-1)).isZero();
        assertThat(mail.at("/workers/size").asInt()).isEqualTo(2);
        assertThat(mail.at("/options/maxAttempts").asInt()).isEqualTo(3);
        assertThat(mail.at("/options/terminalTtl").asString()).isEqualTo("PT72H");
        assertThat(paused.at("/counts/new").asInt(-1)).isEqualTo(1);
        assertThat(paused.at("/paused").asBoolean()).isTrue();
        assertThat(paused.at("/pausedAt").asString()).startsWith("20").endsWith("Z");
        assertThat(paused.at("/sampledAt").asString()).startsWith("20");
    }

    @Test
    void itShowsThisInstanceAndAllWorkers() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(json("/actuator/pgqueue")
                                .at("/processing/lastBeatAt")
                                .isMissingNode())
                        .isFalse());
        JsonNode queue = json("/actuator/pgqueue");

        assertThat(queue.at("/processing/running").asBoolean()).isTrue();
        assertThat(queue.at("/processing/unrecordedOutcomes").asInt(-1)).isZero();
        assertThat(queue.at("/workers")).hasSize(1);
        assertThat(queue.at("/workers/0/id").asInt())
                .isEqualTo(queue.at("/processing/workerId").asInt());
        assertThat(queue.at("/workers/0/name").asString()).isNotBlank();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        json("/actuator/pgqueue").at("/kinds/mail/capacity").asInt(-1) == 2);
        assertThat(json("/actuator/pgqueue").at("/workers/0/workerCounts/mail").asInt(-1))
                .isEqualTo(2);
        assertThat(json("/actuator/pgqueue/mail").at("/capacity").asInt(-1)).isEqualTo(2);
    }

    @Test
    void itShowsNoOutboxWhereThereIsNone() {
        JsonNode queue = json("/actuator/pgqueue");

        assertThat(queue.at("/processing").isMissingNode()).isFalse();
        assertThat(queue.at("/outbox/relay").isMissingNode()).isTrue();
        assertThat(queue.at("/outbox/counts").isMissingNode()).isTrue();
    }

    @Test
    void oneKindIsSelectedByItsName() {
        assertThat(json("/actuator/pgqueue/mail").at("/options/maxAttempts").asInt())
                .isEqualTo(3);
    }

    @Test
    void aKindThatNobodyKnowsIsNotFound() {
        assertThat(get("/actuator/pgqueue/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void itCannotBeWritten() {
        assertThat(send("/actuator/pgqueue", "POST").statusCode()).isEqualTo(405);
        assertThat(send("/actuator/pgqueue/mail", "DELETE").statusCode()).isEqualTo(405);
        assertThat(send("/actuator/pgqueue/kinds/mail/pause", "POST").statusCode())
                .isIn(404, 405);
        assertThat(send("/actuator/pgqueue/processing/stop", "POST").statusCode())
                .isEqualTo(405);
        assertThat(application.bean(TaskProcessing.class).isRunning()).isTrue();
    }

    @Test
    void payloadsAndHeadersAreNotShown() {
        assertThat(get("/actuator/pgqueue").body()).contains("paused").doesNotContain(SECRET);
    }

    @Test
    void itCanBeReadOverJmx() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("pgqueue-endpoint-test:type=Endpoint,name=Pgqueue");

        Object queue = server.invoke(name, "queue", new Object[0], new String[0]);
        Object mail = server.invoke(name, "kind", new Object[] {"mail"}, new String[] {String.class.getName()});

        assertThat(queue).asInstanceOf(InstanceOfAssertFactories.MAP).containsKeys("processing", "kinds", "workers");
        assertThat(mail)
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .extractingByKey("options")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("maxAttempts", 3);
    }

    @Test
    void healthIsPartOfTheApplicationsHealthAndNotOfItsLiveness() {
        assertThat(json("/actuator/health").at("/components/pgqueue/status").asString())
                .isEqualTo("UP");
        assertThat(json("/actuator/health/liveness").at("/components/pgqueue").isMissingNode())
                .isTrue();
    }

    private static JsonNode json(String path) {
        return application.json(path);
    }

    private static HttpResponse<String> get(String path) {
        return application.get(path);
    }

    private static HttpResponse<String> send(String path, String method) {
        return application.send(path, method, "");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Handlers handlers() {
            return new Handlers();
        }
    }

    static class Handlers {

        @TaskHandler(value = "mail", workerCount = 2, maxAttempts = 3)
        void mail(Map<String, Object> payload) {}

        @TaskHandler("paused")
        void paused(String payload) {}
    }
}
