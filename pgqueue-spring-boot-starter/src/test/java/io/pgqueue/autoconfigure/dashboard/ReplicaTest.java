package io.pgqueue.autoconfigure.dashboard;

import static io.pgqueue.autoconfigure.dashboard.DashboardShop.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.autoconfigure.Standby;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpoint;
import io.pgqueue.autoconfigure.actuate.PgQueueEndpointAutoConfiguration;
import io.pgqueue.testsupport.TestDatabase;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application with a replica that shows something else, so that one sees what is read from where. */
@Tag("database")
class ReplicaTest {

    private final TestDatabase primary = TestDatabase.withSchema();
    private final TestDatabase replica = TestDatabase.withSchema();

    @BeforeEach
    void fillTheReplica() {
        JdbcTemplate jdbc = new JdbcTemplate(replica.direct());
        jdbc.update("insert into pgqueue.kind (name) values ('of-the-replica')");
        jdbc.update("insert into pgqueue.worker (name, version) values ('worker-of-the-replica', '1')");
        jdbc.update("insert into pgqueue.outbox_count (unsent, parked, blocked, given_up, sampled_at)"
                + " values (17, 0, 0, 0, now())");
    }

    @AfterEach
    void close() {
        primary.close();
        replica.close();
    }

    @Test
    void answersForTheListsOfTheDashboard() {
        application().run(context -> {
            Browser browser = new Browser(context);

            assertThat(kinds(browser)).containsExactly("of-the-replica");
            assertThat(texts(browser.get("workers"), "name")).containsExactly("worker-of-the-replica");
            assertThat(browser.get("outbox").at("/counts/unsent").asInt()).isEqualTo(17);
        });
    }

    @Test
    void doesNotAnswerForTasksNorAfterAChange() {
        application().run(context -> {
            Browser browser = new Browser(context);
            long id = context.getBean(TaskQueue.class)
                    .enqueue(Task.of("mail", Map.of()))
                    .taskId();

            assertThat(browser.get("tasks?limit=10").get("tasks")).hasSize(1);
            assertThat(browser.get("tasks/" + id).toString()).contains("mail");
            browser.post("kinds/mail/pause", "{}");
            assertThat(browser.get("kinds/mail").has("pausedAt")).isTrue();
        });
    }

    @Test
    void answersForTheEndpoint() {
        application()
                .withConfiguration(AutoConfigurations.of(PgQueueEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=pgqueue")
                .run(context -> assertThat(
                                context.getBean(PgQueueEndpoint.class).queue().kinds())
                        .containsOnlyKeys("of-the-replica"));
    }

    private WebApplicationContextRunner application() {
        return DashboardApplication.writable(primary)
                .withBean(
                        "standby",
                        DataSource.class,
                        () -> new Standby(replica),
                        definition -> definition.setAutowireCandidate(false))
                .withPropertyValues("pgqueue.replica-data-source=standby");
    }

    private static List<String> kinds(Browser browser) throws Exception {
        return texts(browser.get("overview").get("kinds"), "name");
    }
}
