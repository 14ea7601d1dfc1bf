package io.pgqueue.autoconfigure.dashboard;

import static io.pgqueue.autoconfigure.dashboard.DashboardShop.changed;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.mail;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.named;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgqueue.Task;
import io.pgqueue.outbox.Outbox;
import io.pgqueue.outbox.OutboxEvent;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** What somebody on call sees first, what is refused, and the smaller pages. */
@Tag("database")
class DashboardApiTest {

    private final DashboardShop shop = new DashboardShop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void showsWhatNeedsAttentionFirst() {
        shop.run(application -> {
            application.failed("out of paper");
            application.queue().enqueue(Task.of("nightly", null));
            application.admin().pause("nightly");
            shop.jdbc()
                    .update("insert into pgqueue.status_count (kind, status, tasks, sampled_at)"
                            + " select id, 5, 1, now() from pgqueue.kind where name = 'mail'"
                            + " on conflict (kind, status) do update set tasks = 1");
            shop.jdbc().update("update pgqueue.schedule set next_slot = now() - interval '1 hour'");
            shop.jdbc()
                    .update("insert into pgqueue.worker (name, version, ended_at, ended_as)"
                            + " values ('host/1', '1', now(), 'dead')");
            shop.jdbc()
                    .update("insert into pgqueue.worker (name, version, heartbeat_at)"
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
    void judgesByTheDatabasesClock() {
        shop.jdbc().execute("create schema ahead");
        shop.jdbc()
                .execute("create function ahead.clock_timestamp() returns timestamptz language sql"
                        + " as $$ select pg_catalog.clock_timestamp() + interval '20 hours' $$");
        shop.jdbc().execute("alter database " + shop.database().name() + " set search_path = ahead, pg_catalog");
        shop.run(application -> {
            shop.jdbc().update("insert into pgqueue.worker (name, version) values ('host/1', '1')");
            shop.jdbc().update("update pgqueue.schedule set next_slot = now() + interval '19 hours'");
            Browser browser = application.browser();

            assertThat(browser.get("workers").get(0).get("silent").asBoolean()).isTrue();
            assertThat(browser.get("schedules").get(0).get("late").asBoolean()).isTrue();
            assertThat(texts(browser.get("overview").get("attention"), "code"))
                    .contains("worker-silent", "schedule-late");
        });
    }

    @Test
    void saysWhatIsWrongWithARequest() {
        shop.run(application -> {
            Browser browser = application.browser();
            assertThat(browser.refusal(400, Browser.read("tasks?state=new")))
                    .startsWith("there is no condition 'state'");
            assertThat(browser.refusal(400, Browser.read("tasks?kind=No%20Kind")))
                    .contains("No Kind");
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
                    .contains("0 to 10,000");
            assertThat(browser.refusal(404, Browser.write("schedules/unheard/trigger", "{}")))
                    .contains("unheard");
            assertThat(browser.refusal(404, Browser.write("outbox/4711/resend", "{}")))
                    .contains("4711");
        });
    }

    @Test
    void showsSchedulesInPlainWordsAndTriggersThem() {
        shop.run(application -> {
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
        shop.run(application -> {
            new TransactionTemplate(application.context().getBean(PlatformTransactionManager.class))
                    .executeWithoutResult(status -> application
                            .context()
                            .getBean(Outbox.class)
                            .publish(OutboxEvent.of("order", "1", "placed", Map.of())));
            shop.jdbc().update("update pgqueue.outbox set parked = true");
            shop.jdbc()
                    .update(
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
        shop.run(application -> {
            Browser browser = application.browser();
            JsonNode health = browser.get("health");
            assertThat(texts(health.get("checks"), "code"))
                    .contains("horizon", "dead-tuples", "notify-queue", "connections", "transaction-ids", "processing");
            assertThat(texts(health.get("tables"), "name")).contains("task", "closed_task");
            assertThat(health.at("/connections/max").asInt()).isPositive();

            shop.jdbc().update("insert into pgqueue.worker (name, version) values ('host/7', '1.2.3')");
            JsonNode worker = browser.get("workers").get(0);
            assertThat(worker.get("version").asString()).isEqualTo("1.2.3");
            assertThat(worker.get("silent").asBoolean()).isFalse();
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
        DashboardApplication.writable(shop.database())
                .withPropertyValues(
                        "spring.jackson.property-naming-strategy=SNAKE_CASE",
                        "spring.jackson.default-property-inclusion=always",
                        "spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
                        "spring.jackson.serialization.indent-output=true",
                        "spring.jackson.serialization.wrap-root-value=true")
                .run(context -> {
                    DashboardShop.Application application = new DashboardShop.Application(context);
                    long id = application.queue().enqueue(mail(Map.of())).taskId();

                    JsonNode task = application.browser().get("tasks/" + id);

                    assertThat(task.get("createdAt").asString()).endsWith("Z");
                    assertThat(task.get("maxAttempts").asInt()).isOne();
                    assertThat(task.has("finishedAt")).isFalse();
                });
    }
}
