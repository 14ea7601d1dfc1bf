package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.testsupport.Roles;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** The dashboard of applications whose database user owns nothing. */
@Tag("database")
class DashboardRolesTest {

    private final TestDatabase database = TestDatabase.withSchema();
    private long id;

    @BeforeEach
    void fill() {
        Roles.grant(database);
        DashboardApplication.on(database).run(context -> {
            id = context.getBean(TaskQueue.class)
                    .enqueue(Task.of("mail", Map.of("a", 1)).withExternalKey("key"))
                    .taskId();
        });
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void showsAllOfIt() {
        as("application", DashboardApplication.on(database)).run(context -> {
            assertThat(context).hasNotFailed();
            Browser browser = new Browser(context);
            for (String page : List.of(
                    "overview",
                    "tasks?kind=mail",
                    "tasks/count",
                    "tasks/" + id,
                    "kinds/mail",
                    "throughput",
                    "workers",
                    "schedules",
                    "outbox",
                    "health",
                    "audit",
                    "me")) {
                assertThat(browser.get(page)).as(page).isNotNull();
            }
            assertThat(browser.get("tasks?key=key").at("/tasks/0/key").asString())
                    .isEqualTo("key");
        });
    }

    @Test
    void changesWhatItCanOffer() {
        as("application", DashboardApplication.writable(database)).run(context -> {
            Browser browser = new Browser(context);
            String task = "tasks/" + id + "/";
            for (List<String> write : List.of(
                    List.of("kinds/mail/pause", "{}"),
                    List.of("kinds/mail/resume", "{}"),
                    List.of("kinds/mail/worker-count", "{\"workerCount\":2}"),
                    List.of("kinds/mail/worker-count", "{\"workerCount\":null}"),
                    List.of("kinds/mail/terminal-ttl", "{\"ms\":1000}"),
                    List.of("kinds/mail/terminal-ttl", "{\"ms\":null}"),
                    List.of("kinds/mail/limits", "{\"limits\":{\"maxRunning\":1}}"),
                    List.of("kinds/mail/limits", "{\"limits\":null}"),
                    List.of("schedules/nightly/pause", "{}"),
                    List.of("schedules/nightly/resume", "{}"),
                    List.of("schedules/nightly/trigger", "{}"),
                    List.of(task + "enqueue-again", "{}"),
                    List.of(task + "cancel", "{\"reason\":\"why\"}"),
                    List.of(task + "delete", "{}"))) {
                assertThat(browser.post(write.get(0), write.get(1))
                                .get("changed")
                                .asBoolean())
                        .as(write.toString())
                        .isTrue();
            }
            assertThat(browser.post("tasks/bulk", "{\"action\":\"cancel\",\"reason\":\"why\",\"filter\":{}}")
                            .get("changed")
                            .asInt())
                    .isEqualTo(2);
            assertThat(browser.get("audit")).isNotEmpty();
        });
    }

    private static WebApplicationContextRunner as(String role, WebApplicationContextRunner runner) {
        return runner.withPropertyValues(
                "spring.datasource.username=" + Roles.user(role),
                "spring.datasource.password=" + Roles.PASSWORD,
                "pgqueue.migration.enabled=false");
    }
}
