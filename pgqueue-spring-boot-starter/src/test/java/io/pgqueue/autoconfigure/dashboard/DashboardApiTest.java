package io.pgqueue.autoconfigure.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import io.pgqueue.engine.PgQueueEngine;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import io.pgqueue.testsupport.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

@Tag("database")
class DashboardApiTest {

    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\u2028'\"&";

    private final TestDatabase database = TestDatabase.withSchema();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.direct());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void showsWhatNeedsAttentionFirst() {
        run(application -> {
            application.failed("out of paper");
            application.queue().enqueue(Task.of("nightly", null));
            application.admin().pause("nightly");
            jdbc.update("insert into pgqueue.status_count (kind, status, tasks, sampled_at)"
                    + " select id, 5, 1, now() from pgqueue.kind where name = 'mail'"
                    + " on conflict (kind, status) do update set tasks = 1");
            jdbc.update("update pgqueue.schedule set next_slot = now() - interval '1 hour'");
            jdbc.update("insert into pgqueue.worker (name, version, ended_at, ended_as)"
                    + " values ('host/1', '1', now(), 'dead')");
            jdbc.update("insert into pgqueue.worker (name, version, heartbeat_at)"
                    + " values ('host/2', '1', now() - interval '1 minute')");

            JsonNode overview = application.browser().get("overview");

            assertThat(overview.at("/database/up").asBoolean()).isTrue();
            assertThat(overview.at("/processing/running").asBoolean()).isFalse();
            JsonNode mail = named(overview.get("kinds"), "mail");
            assertThat(mail.at("/counts/no_attempts_left").asInt()).isOne();
            assertThat(mail.at("/lastHour/attempts").asInt()).isNotNegative();
            assertThat(mail.get("capacity").isNull()).isTrue();
            assertThat(texts(overview.get("attention"), "code"))
                    .contains("used-up", "paused", "schedule-late", "worker-died", "worker-silent");
            assertThat(texts(overview.get("attention"), "severity")).isSortedAccordingTo((a, b) -> a.compareTo(b));
        });
    }

    @Test
    void findsTasksByWhatStandsInTheAddressAndPagesOn() {
        run(application -> {
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
        });
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        run(application -> {
            Browser browser = application.browser();
            assertThat(browser.refusal(400, Browser.read("tasks?state=new")))
                    .startsWith("there is no condition 'state'");
            assertThat(browser.refusal(400, Browser.read("tasks?kind=No+Kind"))).contains("No Kind");
            assertThat(browser.refusal(400, Browser.read("tasks?status=open")))
                    .contains("must be one of new, must_retry");
            assertThat(browser.refusal(400, Browser.read("tasks?from=yesterday")))
                    .contains("2026-03-29T01:00:00Z");
            assertThat(browser.refusal(400, Browser.read("tasks?limit=5000")))
                    .isEqualTo("limit is 5000, but must be 1 to 1000");
            assertThat(browser.refusal(400, Browser.read("tasks?payload=%7B"))).contains("no JSON");
            assertThat(browser.refusal(400, Browser.read("tasks?cursor=x"))).contains("cursor");
            assertThat(browser.refusal(404, Browser.read("tasks?kind=unheard"))).contains("unheard");
            assertThat(browser.refusal(400, Browser.read("tasks/one")))
                    .isEqualTo("id is 'one', but must be a whole number");
            assertThat(browser.refusal(404, Browser.read("tasks/4711"))).contains("no task 4711");
            assertThat(browser.refusal(404, Browser.read("nonsense"))).isEqualTo("there is no api/nonsense");
            assertThat(browser.refusal(405, Browser.write("overview", "{}"))).contains("does not take POST");
            assertThat(browser.refusal(400, Browser.read("throughput?window=P30D")))
                    .isNotEmpty();
            assertThat(browser.refusal(404, Browser.write("tasks/4711/cancel", "{\"reason\": \"x\"}")))
                    .contains("4711");
            assertThat(browser.refusal(400, Browser.write("tasks/1/cancel", "{}")))
                    .startsWith("reason is missing");
            assertThat(browser.refusal(400, Browser.write("tasks/1/cancel", "{")))
                    .startsWith("body is no JSON");
            assertThat(browser.refusal(400, Browser.write("tasks/bulk", "{\"action\": \"delete\"}")))
                    .startsWith("filter is missing");
            assertThat(browser.refusal(404, Browser.write("kinds/unheard/pause", "{}")))
                    .contains("unheard");
            assertThat(browser.refusal(400, Browser.write("kinds/mail/worker-count", "{\"workerCount\": -1}")))
                    .contains("0 to 10000");
            assertThat(browser.refusal(404, Browser.write("schedules/unheard/trigger", "{}")))
                    .contains("unheard");
            assertThat(browser.refusal(404, Browser.write("outbox/4711/resend", "{}")))
                    .contains("4711");
        });
    }

    @Test
    void showsATaskWithItsErrorsAndHistory() {
        run(application -> {
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
    void hostilePayloadsArriveAsTextAndNeverAsHtml() {
        run(application -> {
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
        run(application -> {
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
            assertThat(browser.refusal(400, Browser.read("tasks?payload=" + encoded("{\"apiKey\": \"sesame\"}"))))
                    .contains("masked");
        });
    }

    @Test
    void retriesCancelsRunsAndDeletesATaskAndNotesWhoDid() {
        run(application -> {
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
        run(application -> {
            long id = application.queue().enqueue(mail(Map.of())).taskId();
            jdbc.execute("alter table pgqueue.audit_log rename to away");

            assertThat(application.browser().refusal(503, Browser.write("tasks/" + id + "/delete", "{}")))
                    .isNotEmpty();

            assertThat(application.admin().find(id)).isPresent();
        });
    }

    @Test
    void changesAllThatMatchesAndNotesHowMany() {
        run(application -> {
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
    void setsAndResetsWhatAKindGoesBy() {
        run(application -> {
            Browser browser = application.browser();
            assertThat(changed(browser.post("kinds/mail/pause", "{}"))).isTrue();
            assertThat(changed(browser.post("kinds/mail/pause", "{}"))).isFalse();
            assertThat(changed(browser.post("kinds/mail/resume", "{}"))).isTrue();
            browser.post("kinds/mail/worker-count", "{\"workerCount\": 7}");
            browser.post("kinds/mail/terminal-ttl", "{\"ms\": 60000}");
            browser.post("kinds/mail/limits", "{\"limits\": {\"maxStarted\": 5, \"periodMs\": 1000}}");

            JsonNode kind = browser.get("kinds/mail");
            assertThat(kind.at("/overrides/workerCount").asInt()).isEqualTo(7);
            assertThat(kind.at("/overrides/terminalTtlMs").asInt()).isEqualTo(60_000);
            assertThat(kind.at("/limits/maxStarted").asInt()).isEqualTo(5);
            assertThat(kind.at("/limits/periodMs").asInt()).isEqualTo(1_000);
            assertThat(kind.at("/options/maxAttempts").asInt()).isOne();
            assertThat(kind.at("/options/attemptTimeout").asLong()).isEqualTo(300_000);

            assertThat(changed(browser.post("kinds/mail/worker-count", "{\"workerCount\": null}")))
                    .isTrue();
            assertThat(changed(browser.post("kinds/mail/terminal-ttl", "{\"ms\": null}")))
                    .isTrue();
            assertThat(changed(browser.post("kinds/mail/limits", "{\"limits\": null}")))
                    .isTrue();
            assertThat(application.admin().kinds().get(0).overrides().isEmpty()).isTrue();
        });
    }

    @Test
    void whoeverChangesSomethingSeesItAtOnce() {
        run(application -> {
            Browser browser = application.browser();
            assertThat(browser.get("kinds/mail").has("pausedAt")).isFalse();

            browser.post("kinds/mail/pause", "{}");

            assertThat(browser.get("kinds/mail").has("pausedAt")).isTrue();
        });
    }

    @Test
    void showsSchedulesInPlainWordsAndTriggersThem() {
        run(application -> {
            Browser browser = application.browser();
            JsonNode schedule = browser.get("schedules").get(0);
            assertThat(schedule.get("inWords").asString()).isEqualTo("every day at 02:30, Europe/Berlin time");
            assertThat(schedule.get("late").asBoolean()).isFalse();
            String name = schedule.get("name").asString();

            JsonNode triggered = browser.post("schedules/" + name + "/trigger", "{}");
            assertThat(application.admin().find(triggered.get("id").asLong())).isPresent();
            assertThat(changed(browser.post("schedules/" + name + "/pause", "{}")))
                    .isTrue();
            assertThat(changed(browser.post("schedules/" + name + "/resume", "{}")))
                    .isTrue();
        });
    }

    @Test
    void showsWhatBlocksTheOutboxAndSkipsIt() {
        run(application -> {
            new TransactionTemplate(application.context().getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> application
                            .context()
                            .getBean(Outbox.class)
                            .publish(OutboxEvent.of("order", "1", "placed", Map.of())));
            jdbc.update("update pgqueue.outbox set parked = true");
            jdbc.update(
                    "insert into pgqueue.outbox_block (aggregate_type, aggregate_id, event_id, attempts, errors, next_attempt_at)"
                            + " select aggregate_type, aggregate_id, id, 3, '[]', 'infinity' from pgqueue.outbox");
            Browser browser = application.browser();

            JsonNode blocked = browser.get("outbox").get("blocked").get(0);
            assertThat(blocked.get("aggregateType").asString()).isEqualTo("order");
            assertThat(blocked.get("attempts").asInt()).isEqualTo(3);
            String id = blocked.get("eventId").asString();
            assertThat(changed(browser.post("outbox/" + id + "/skip", "{\"reason\": \"a test\"}")))
                    .isTrue();
            assertThat(texts(browser.get("audit"), "target")).containsExactly("event " + id);
        });
    }

    @Test
    void showsHealthWorkersAndWhoLooks() {
        run(application -> {
            Browser browser = application.browser();
            JsonNode health = browser.get("health");
            assertThat(texts(health.get("checks"), "code"))
                    .contains("horizon", "dead-tuples", "notify-queue", "connections", "transaction-ids", "processing");
            assertThat(texts(health.get("tables"), "name")).contains("task", "closed_task");
            assertThat(health.at("/connections/max").asInt()).isPositive();

            jdbc.update("insert into pgqueue.worker (name, version) values ('host/7', '1.2.3')");
            JsonNode worker = browser.get("workers").get(0);
            assertThat(worker.get("version").asString()).isEqualTo("1.2.3");
            assertThat(worker.get("running").isEmpty()).isTrue();

            JsonNode me = browser.get("me");
            assertThat(me.get("application").asString()).isEqualTo("shop");
            assertThat(me.get("mayOperate").asBoolean()).isTrue();
            assertThat(me.get("user").isNull()).isTrue();
            assertThat(me.get("csrf").isNull()).isTrue();
            assertThat(me.get("masked").asBoolean()).isTrue();
        });
    }

    @Test
    void answersTheSameWhateverTheApplicationSaysAboutJson() {
        DashboardApplication.writable(database)
                .withPropertyValues(
                        "spring.jackson.property-naming-strategy=SNAKE_CASE",
                        "spring.jackson.default-property-inclusion=always",
                        "spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
                        "spring.jackson.serialization.indent-output=true",
                        "spring.jackson.serialization.wrap-root-value=true")
                .run(context -> {
                    Application application = new Application(context);
                    long id = application.queue().enqueue(mail(Map.of())).taskId();

                    JsonNode task = application.browser().get("tasks/" + id);

                    assertThat(task.get("createdAt").asString()).endsWith("Z");
                    assertThat(task.get("maxAttempts").asInt()).isOne();
                    assertThat(task.has("finishedAt")).isFalse();
                });
    }

    private static Map<String, Object> bulk(String cursor) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", "cancel");
        body.put("reason", "a test");
        body.put("filter", Map.of("kind", List.of("mail"), "payload", "{\"n\": 1}"));
        body.put("cursor", cursor);
        return body;
    }

    private static Task mail(Object payload) {
        return Task.of("mail", payload);
    }

    private static boolean changed(JsonNode answer) {
        return answer.get("changed").asBoolean();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static JsonNode named(JsonNode all, String name) {
        for (JsonNode one : all) {
            if (one.get("name").asString().equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no " + name + " in " + all);
    }

    private static List<String> texts(JsonNode all, String field) {
        List<String> texts = new ArrayList<>();
        all.forEach(one -> texts.add(one.get(field).asString()));
        return texts;
    }

    private void run(Scene scene) {
        DashboardApplication.writable(database).run(context -> scene.play(new Application(context)));
    }

    @FunctionalInterface
    private interface Scene {
        void play(Application application) throws Exception;
    }

    private record Application(AssertableWebApplicationContext context) {
        Browser browser() {
            return new Browser(context);
        }

        TaskQueue queue() {
            return context.getBean(TaskQueue.class);
        }

        TaskAdmin admin() {
            return context.getBean(TaskAdmin.class);
        }

        tools.jackson.databind.json.JsonMapper mapper() {
            return tools.jackson.databind.json.JsonMapper.shared();
        }

        /** A task that has used up its one attempt. */
        long failed(String message) {
            long id = queue().enqueue(mail(Map.of("fail", message))).taskId();
            context.getBean(PgQueueEngine.class).inline().runDue(10);
            return id;
        }
    }
}
