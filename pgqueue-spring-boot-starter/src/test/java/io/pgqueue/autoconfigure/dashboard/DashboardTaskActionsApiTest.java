package io.pgqueue.autoconfigure.dashboard;

import static io.pgqueue.autoconfigure.dashboard.DashboardShop.changed;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.mail;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.TaskStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is done to tasks, one by one and all that match. */
@Tag("database")
class DashboardTaskActionsApiTest {

    private final DashboardShop shop = new DashboardShop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void retriesCancelsRunsAndDeletesATaskAndNotesWhoDid() {
        shop.run(application -> {
            long failed = application.failed("once");
            long late = application
                    .queue()
                    .enqueue(mail(Map.of()).withDelay(Duration.ofHours(1)))
                    .taskId();
            Browser browser = application.browser();

            assertThat(changed(browser.post("tasks/" + failed + "/retry", "{\"attempts\": 2}")))
                    .isTrue();
            assertThat(changed(browser.post("tasks/" + failed + "/retry", "{\"attempts\": 2}")))
                    .isFalse();
            assertThat(changed(browser.post("tasks/" + failed + "/cancel", "{\"reason\": \"enough\\nof it\"}")))
                    .isTrue();
            assertThat(changed(browser.post("tasks/" + late + "/run-now", "{}")))
                    .isTrue();
            assertThat(changed(browser.post("tasks/" + late + "/delete", "{}"))).isTrue();

            assertThat(application.admin().find(failed).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(application.admin().find(late)).isEmpty();
            JsonNode audit = browser.get("audit");
            assertThat(texts(audit, "action")).containsExactly("delete", "run-now", "cancel", "retry");
            assertThat(texts(audit, "target"))
                    .containsExactly("task " + late, "task " + late, "task " + failed, "task " + failed);
            assertThat(texts(audit, "detail")).containsExactly("", "", "enough of it", "attempts 2");
        });
    }

    @Test
    void whatCannotBeNotedIsNotDone() {
        shop.run(application -> {
            long id = application.queue().enqueue(mail(Map.of())).taskId();
            shop.jdbc().execute("alter table pgqueue.audit_log rename to away");

            assertThat(application.browser().refusal(503, Browser.write("tasks/" + id + "/delete", "{}")))
                    .isNotEmpty();

            assertThat(application.admin().find(id)).isPresent();
        });
    }

    @Test
    void changesAllThatMatchesAndNotesHowMany() {
        shop.run(application -> {
            for (int i = 0; i < 1_200; i++) {
                application.queue().enqueue(mail(Map.of("n", i % 2)));
            }
            Browser browser = application.browser();

            int cancelled = 0;
            String cursor = null;
            do {
                JsonNode step = browser.post("tasks/bulk", application.mapper().writeValueAsString(bulk(cursor)));
                cancelled += step.get("changed").asInt();
                cursor = step.get("next").isNull() ? null : step.get("next").asString();
            } while (cursor != null);

            assertThat(cancelled).isEqualTo(600);
            assertThat(browser.get("tasks/count?status=cancelled").get("count").asInt())
                    .isEqualTo(600);
            assertThat(texts(browser.get("audit"), "action")).contains("cancel");
            assertThat(browser.refusal(
                            400, Browser.write("tasks/bulk", "{\"action\": \"delete\", \"filter\": {\"kinds\": []}}")))
                    .startsWith("there is no condition 'kinds'");
        });
    }

    @Test
    void thePreviewCountsWhatAnActionChangesOfAllThatMatches() {
        shop.run(application -> {
            application.failed("one");
            application.failed("two");
            application.queue().enqueue(mail(Map.of()));
            Browser browser = application.browser();

            assertThat(counted(browser, "kind=mail")).isEqualTo(3);
            assertThat(counted(browser, "kind=mail&action=retry")).isEqualTo(2);
            assertThat(counted(browser, "kind=mail&action=run-now")).isEqualTo(1);
            assertThat(counted(browser, "kind=mail&action=cancel")).isEqualTo(3);
            assertThat(counted(browser, "kind=mail&status=new&action=retry")).isZero();
            assertThat(browser.post(
                                    "tasks/bulk",
                                    "{\"action\": \"retry\", \"attempts\": 1, \"filter\": {\"kind\": \"mail\"}}")
                            .get("changed")
                            .asInt())
                    .isEqualTo(2);
            assertThat(browser.refusal(400, Browser.read("tasks/count?action=purge")))
                    .isEqualTo("action is 'purge', but must be retry, cancel, run-now or delete");
        });
    }

    private static int counted(Browser browser, String query) throws Exception {
        return browser.get("tasks/count?" + query).get("count").asInt();
    }

    private static Map<String, Object> bulk(String cursor) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", "cancel");
        body.put("reason", "a test");
        body.put("filter", Map.of("kind", List.of("mail"), "payload", "{\"n\": 1}"));
        body.put("cursor", cursor);
        return body;
    }
}
