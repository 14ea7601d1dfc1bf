package io.pgqueue.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskProcessing;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The endpoint where it may write. */
@Tag("database")
class EndpointOperationsTest {

    private static final String SECRET = "nobody-may-read-this";
    private static final String TASKS = "/actuator/pgqueue/tasks/";

    private static WebApplication application;
    private static TaskAdmin admin;
    private static TaskQueue queue;

    @BeforeAll
    static void start() {
        application = new WebApplication(
                Application.class,
                "pgqueue-operations-test",
                "spring.web.error.include-message=always",
                "management.endpoint.pgqueue.access=unrestricted",
                "management.endpoints.web.exposure.include=pgqueue");
        admin = application.bean(TaskAdmin.class);
        queue = application.bean(TaskQueue.class);
    }

    @AfterEach
    void empty() {
        admin.cancelAll(io.pgqueue.TaskFilter.all(), "end of test", null, 1_000);
        admin.deleteAll(io.pgqueue.TaskFilter.all(), null, 1_000);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void tasksAreFoundByAFilterPageByPageWithoutTheirPayloads() {
        for (int i = 0; i < 3; i++) {
            add(Task.of("waits", SECRET).withHeader("secret", SECRET).withExternalKey("key-" + i));
        }
        add(Task.of("mail", SECRET).withDelay(Duration.ofHours(1)));

        JsonNode first = json(TASKS + "find?kind=waits&status=new,running&limit=2");
        JsonNode second = json(TASKS + "find?kind=waits&status=new,running&limit=2&cursor="
                + first.at("/next").asString());

        assertThat(first.at("/tasks")).hasSize(2);
        assertThat(first.at("/tasks/0/externalKey").asString()).isEqualTo("key-2");
        assertThat(first.at("/tasks/0/status").asString()).isEqualTo("new");
        assertThat(second.at("/tasks")).hasSize(1);
        assertThat(second.at("/next").isString()).isFalse();
        assertThat(first.toString()).doesNotContain(SECRET);
        assertThat(json(TASKS + "find?key=key-1").at("/tasks")).hasSize(1);
        assertThat(json(TASKS + "find?payload=%22" + SECRET + "%22").at("/tasks"))
                .hasSize(4);
    }

    @Test
    void oneTaskIsSelectedByItsId() {
        long id = add(Task.of("waits", SECRET));

        assertThat(json(TASKS + id).at("/kind").asString()).isEqualTo("waits");
        assertThat(get(TASKS + id).body()).doesNotContain(SECRET);
        assertThat(get(TASKS + "999999").statusCode()).isEqualTo(404);
        assertThat(get("/actuator/pgqueue/nothing/1").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "find?status=done|status is 'done', but must be one of [new,",
                "find?createdFrom=yesterday|createdFrom is 'yesterday', but must be a time",
                "find?minAge=old|minAge is 'old', but must be a duration",
                "find?group=x|group is 'x', but must be a number",
                "find?kind=nobody|nobody",
                "find?limit=0|limit is 0, but must be 1 to 1000",
                "find?cursor=x|cursor",
                "find?payload={|payload is no JSON",
                "mail|a task's id is a number, and 'mail' is none"
            })
    void whatIsWrongWithAQuestionIsSaid(String question, String problem) {
        HttpResponse<String> answer = get(TASKS + question.replace("{", "%7B"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(problem);
    }

    @Test
    void kindsArePausedResumedAndSet() {
        assertThat(post("kinds/mail/pause", "").body()).isEqualTo("{\"changed\":true}");
        assertThat(json("/actuator/pgqueue/mail").at("/paused").asBoolean()).isTrue();
        assertThat(post("kinds/mail/resume", "").body()).isEqualTo("{\"changed\":true}");
        assertThat(post("kinds/mail/resume", "").body()).isEqualTo("{\"changed\":false}");

        post("kinds/mail/worker-count", "{\"workerCount\": 7}");
        post("kinds/mail/terminal-ttl", "{\"terminalTtl\": \"2h\"}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json("/actuator/pgqueue/mail").at("/workers/size").asInt() == 7);
        JsonNode mail = json("/actuator/pgqueue/mail");
        assertThat(mail.at("/overrides/workerCount").asInt()).isEqualTo(7);
        assertThat(mail.at("/overrides/terminalTtl").asString()).isEqualTo("PT2H");
        assertThat(mail.at("/options/workerCount").asInt()).isEqualTo(7);

        assertThat(post("kinds/mail/worker-count", "{}").body()).isEqualTo("{\"changed\":true}");
        post("kinds/mail/terminal-ttl", "{}");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> json("/actuator/pgqueue/mail").at("/workers/size").asInt() == 2);
        assertThat(json("/actuator/pgqueue/mail").at("/overrides/workerCount").isInt())
                .isFalse();
    }

    @Test
    void aTaskIsRunNowCancelledAndDeleted() {
        long now = add(Task.of("mail", 1).withDelay(Duration.ofHours(1)));
        long no = add(Task.of("waits", 1));

        assertThat(post("tasks/" + now + "/run-now", "").body()).isEqualTo("{\"changed\":true}");
        post("tasks/" + no + "/cancel", "{\"reason\": \"by hand\"}");

        await().until(() -> admin.find(now).orElseThrow().status() == TaskStatus.SUCCEEDED);
        assertThat(json(TASKS + no).at("/cancelReason").asString()).isEqualTo("by hand");
        assertThat(post("tasks/" + no + "/delete", "").body()).isEqualTo("{\"changed\":true}");
        assertThat(admin.find(no)).isEmpty();
    }

    @Test
    void everythingThatAFilterMatchesIsRetriedAndCancelled() {
        long failed = add(Task.of("fails", 1));
        await().until(() -> admin.find(failed).orElseThrow().status() == TaskStatus.NO_ATTEMPTS_LEFT);
        for (int i = 0; i < 5; i++) {
            add(Task.of("waits", i));
        }

        assertThat(post("tasks/find/retry", "{\"filter\": \"kind=fails&status=no_attempts_left\", \"attempts\": 2}")
                        .body())
                .isEqualTo("{\"done\":1}");
        await().until(() -> admin.find(failed).orElseThrow().attempt() == 3);
        HttpResponse<String> some = post("tasks/find/cancel", "{\"filter\": \"kind=waits\", \"limit\": 2}");
        String next = JsonMapper.shared().readTree(some.body()).at("/next").asString();
        assertThat(post("tasks/find/cancel", "{\"filter\": \"kind=waits\", \"cursor\": \"" + next + "\"}")
                        .body())
                .isEqualTo("{\"done\":3}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tasks/find/cancel|{}|filter is missing",
                "tasks/find/cancel|{\"filter\": \"kinds=mail\"}|a filter has no 'kinds'",
                "tasks/1/burn|{}|there is no operation tasks/1/burn",
                "kinds/nobody/pause|{}|nobody",
                "kinds/mail/worker-count|{\"workerCount\": -1}|worker-count is -1, but must be 0 to 10,000",
                "kinds/mail/terminal-ttl|{\"terminalTtl\": \"long\"}|terminalTtl is 'long'",
                "processing/restart|{}|there are processing/start and processing/stop"
            })
    void whatIsWrongWithAnOperationIsSaid(String operation, String body, String problem) {
        HttpResponse<String> answer = post(operation, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(problem);
    }

    @Test
    void processingIsStoppedAndStarted() {
        TaskProcessing processing = application.bean(TaskProcessing.class);

        assertThat(post("processing/stop", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> !processing.isRunning());

        assertThat(post("processing/start", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(processing::isRunning);
    }

    @Test
    void itCanBeOperatedOverJmx() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("pgqueue-operations-test:type=Endpoint,name=Pgqueue");
        add(Task.of("waits", 1));
        Object[] arguments = {"tasks", "find", "cancel", null, null, null, "by jmx", "kind=waits", null, null};
        String[] signature = {
            String.class.getName(), String.class.getName(), String.class.getName(), Integer.class.getName(),
            String.class.getName(), Integer.class.getName(), String.class.getName(), String.class.getName(),
            String.class.getName(), Integer.class.getName()
        };

        assertThat(server.invoke(name, "change", arguments, signature))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("done", 1);
    }

    private static long add(Task task) {
        return queue.enqueue(task).taskId();
    }

    private static JsonNode json(String path) {
        return application.json(path);
    }

    private static HttpResponse<String> get(String path) {
        return application.get(path);
    }

    private static HttpResponse<String> post(String operation, String body) {
        return application.send("/actuator/pgqueue/" + operation, "POST", body);
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

        @TaskHandler(value = "mail", workerCount = 2)
        void mail(Object payload) {}

        @TaskHandler(value = "waits", workerCount = 0)
        void waits(Object payload) {}

        @TaskHandler(value = "fails", maxAttempts = 1, retryDelay = "0s")
        void fails(Object payload) {
            throw new IllegalStateException("fails");
        }
    }
}
