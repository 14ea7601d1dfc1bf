package io.pgqueue.autoconfigure.dashboard;

import static io.pgqueue.autoconfigure.dashboard.DashboardShop.encoded;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.mail;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.engine.PgQueueEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Finding and showing tasks. */
@Tag("database")
class DashboardTasksApiTest {

    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\u2028'\"&";

    private final DashboardShop shop = new DashboardShop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void findsTasksByWhatStandsInTheAddressAndPagesOn() {
        shop.run(application -> {
            for (int i = 0; i < 5; i++) {
                application.queue().enqueue(mail(Map.of("customer", i)).withExternalKey("order-" + i));
            }

            JsonNode first = application.browser().get("tasks?kind=mail&status=new&status=running&limit=3");
            JsonNode second = application
                    .browser()
                    .get("tasks?kind=mail&status=new&status=running&limit=3&cursor="
                            + encoded(first.get("next").asString()));

            List<String> keys = new ArrayList<>(texts(first.get("tasks"), "key"));
            keys.addAll(texts(second.get("tasks"), "key"));
            assertThat(keys).containsExactly("order-4", "order-3", "order-2", "order-1", "order-0");
            assertThat(first.get("complete").asBoolean()).isTrue();
            assertThat(second.get("next").isNull()).isTrue();
            assertThat(first.at("/tasks/0/id").isString()).isTrue();
            assertThat(texts(
                            application
                                    .browser()
                                    .get("tasks?payload=" + encoded("{\"customer\": 3}"))
                                    .get("tasks"),
                            "key"))
                    .containsExactly("order-3");
            JsonNode count = application.browser().get("tasks/count?kind=mail");
            assertThat(count.get("count").asInt()).isEqualTo(5);
            assertThat(count.get("exact").asBoolean()).isTrue();
            assertThat(first.get("live").asBoolean()).isTrue();
            assertThat(first.get("askedAt").asString()).endsWith("Z");
        });
    }

    @Test
    void showsATaskWithItsErrorsAndHistory() {
        shop.run(application -> {
            long id = application.failed("out of paper");

            JsonNode task = application.browser().get("tasks/" + id);

            assertThat(task.get("id").asString()).isEqualTo(String.valueOf(id));
            assertThat(task.get("status").asString()).isEqualTo("no_attempts_left");
            assertThat(task.at("/lastError/message").asString()).isEqualTo("out of paper");
            assertThat(task.at("/errors/0/stackTrace").asString()).contains("DashboardApplication");
            assertThat(texts(task.get("transitions"), "to")).containsExactly("new", "running", "no_attempts_left");
        });
    }

    @Test
    void leadsFromATaskToItsFollowUpsAndBack() {
        shop.run(application -> {
            long id = application.queue().enqueue(mail(Map.of("then", 101))).taskId();
            application.context().getBean(PgQueueEngine.class).inline().runDue(1);

            JsonNode task = application.browser().get("tasks/" + id);
            JsonNode followUp = task.at("/followUps/0");
            JsonNode back =
                    application.browser().get("tasks/" + followUp.get("id").asString());

            assertThat(task.get("followUps")).hasSize(100);
            assertThat(task.get("moreFollowUps").asBoolean()).isTrue();
            assertThat(task.has("addedBy")).isFalse();
            assertThat(followUp.get("kind").asString()).isEqualTo("nightly");
            assertThat(followUp.get("status").asString()).isEqualTo("new");
            assertThat(back.at("/addedBy/id").asString()).isEqualTo(String.valueOf(id));
            assertThat(back.at("/addedBy/status").asString()).isEqualTo("succeeded");
            assertThat(back.get("followUps")).isEmpty();
        });
    }

    @Test
    void hostilePayloadsArriveAsTextAndNeverAsHtml() {
        shop.run(application -> {
            long id = application
                    .queue()
                    .enqueue(mail(Map.of(HOSTILE, HOSTILE))
                            .withExternalKey(HOSTILE)
                            .withHeader("x", HOSTILE))
                    .taskId();

            JsonNode task = application.browser().get("tasks/" + id);
            assertThat(task.get("key").asString()).isEqualTo(HOSTILE);
            assertThat(application
                            .mapper()
                            .readTree(task.get("payload").asString())
                            .get(HOSTILE)
                            .asString())
                    .isEqualTo(HOSTILE);
            assertThat(application.browser().refusal(400, Browser.read("tasks?status=" + encoded(HOSTILE))))
                    .contains(HOSTILE);
        });
    }

    @Test
    void masksConfidentialFieldsAndKeepsTheirValuesWhenAPayloadIsEdited() {
        shop.run(application -> {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("name", "Ann");
            payload.put("apiKey", "sesame");
            payload.put("accounts", List.of(Map.of("IBAN", "DE1", "limit", 10)));
            long id = application
                    .queue()
                    .enqueue(mail(payload).withHeader("authorization", "Bearer 1"))
                    .taskId();
            Browser browser = application.browser();

            JsonNode task = browser.get("tasks/" + id);
            JsonNode shown = application.mapper().readTree(task.get("payload").asString());
            assertThat(shown.get("name").asString()).isEqualTo("Ann");
            assertThat(shown.get("apiKey").asString()).isEqualTo("***");
            assertThat(shown.at("/accounts/0/IBAN").asString()).isEqualTo("***");
            assertThat(shown.at("/accounts/0/limit").asInt()).isEqualTo(10);
            assertThat(task.at("/headers/authorization").asString()).isEqualTo("***");

            String edited = task.get("payload").asString().replace("Ann", "Bob");
            JsonNode again = browser.post(
                    "tasks/" + id + "/enqueue-again",
                    application.mapper().writeValueAsString(Map.of("payload", edited)));
            String stored = application
                    .admin()
                    .find(again.get("id").asLong())
                    .orElseThrow()
                    .payload();
            assertThat(application.mapper().readTree(stored))
                    .isEqualTo(application
                            .mapper()
                            .readTree("{\"name\": \"Bob\", \"apiKey\": \"sesame\","
                                    + " \"accounts\": [{\"IBAN\": \"DE1\", \"limit\": 10}]}"));
            assertThat(browser.refusal(
                            400,
                            Browser.write(
                                    "tasks/" + id + "/enqueue-again",
                                    application
                                            .mapper()
                                            .writeValueAsString(Map.of("payload", edited.replace(":10", ":11"))))))
                    .contains("type the values in full");
            assertThat(browser.refusal(400, Browser.read("tasks?payload=" + encoded("{\"apiKey\": \"sesame\"}"))))
                    .contains("masked");
        });
    }
}
