package io.pgqueue.autoconfigure.dashboard;

import static io.pgqueue.autoconfigure.dashboard.DashboardShop.changed;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.named;
import static io.pgqueue.autoconfigure.dashboard.DashboardShop.texts;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Kinds, and what is set for them. */
@Tag("database")
class DashboardKindsApiTest {

    private final DashboardShop shop = new DashboardShop();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void setsAndResetsWhatAKindGoesBy() {
        shop.run(application -> {
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
    void knowsHowManyTasksAllInstancesThatLiveRunAtOnce() {
        shop.run(application -> {
            Browser browser = application.browser();
            worker("host/1", "array[(select id from pgqueue.kind where name = 'mail')]", "'{4}'");
            worker("host/2", "array[(select id from pgqueue.kind where name = 'mail')]", "'{3}'");
            worker("host/3", "'{}'", "'{}'");
            shop.jdbc()
                    .update("insert into pgqueue.worker (name, version, kinds, worker_counts, ended_at, ended_as)"
                            + " select 'host/0', '1', kinds, '{100}', now(), 'stopped' from pgqueue.worker"
                            + " where name = 'host/1'");

            JsonNode mail = browser.get("kinds/mail");
            assertThat(mail.get("capacity").asInt()).isEqualTo(7);
            assertThat(texts(mail.get("instances"), "name")).containsExactly("host/1", "host/2");
            assertThat(mail.at("/instances/1/workers").asInt()).isEqualTo(3);
            assertThat(named(browser.get("overview").get("kinds"), "nightly")
                            .get("capacity")
                            .asInt())
                    .isZero();
            assertThat(named(browser.get("workers"), "host/1")
                            .at("/workerCounts/mail")
                            .asInt())
                    .isEqualTo(4);
        });
    }

    @Test
    void doesNotCountWhatRunsWhereMoreRunsThanIsLookedUp() {
        shop.run(application -> {
            worker("host/1", "array[(select id from pgqueue.kind where name = 'mail')]", "'{4}'");
            running(1, LiveState.RUNNING);
            Browser browser = application.browser();
            assertThat(browser.get("kinds/mail").at("/instances/0/running").asInt())
                    .isEqualTo(LiveState.RUNNING);
            assertThat(browser.get("workers").get(0).get("runningCut").asBoolean())
                    .isFalse();

            running(LiveState.RUNNING + 1, LiveState.RUNNING + 1);
            browser.post("kinds/nightly/pause", "{}"); // forgets what was answered

            JsonNode worker = browser.get("workers").get(0);
            assertThat(worker.get("runningCut").asBoolean()).isTrue();
            assertThat(worker.get("running")).hasSize(LiveState.RUNNING);
            assertThat(worker.get("runningCount").asInt()).isEqualTo(LiveState.RUNNING + 1);
            assertThat(browser.get("kinds/mail").get("instances").get(0).has("running"))
                    .isFalse();
        });
    }

    @Test
    void doesNotKnowTheCapacityWhereAnInstanceDoesNotSay() {
        shop.run(application -> {
            worker("host/1", "array[(select id from pgqueue.kind where name = 'mail')]", "'{4}'");
            worker("host/2", "null", "null");

            JsonNode mail = application.browser().get("kinds/mail");
            assertThat(mail.get("capacity").isNull()).isTrue();
            assertThat(texts(mail.get("instances"), "name")).containsExactly("host/1", "host/2");
        });
    }

    @Test
    void notesOfLimitsWhatWasSet() {
        shop.run(application -> {
            Browser browser = application.browser();
            browser.post("kinds/mail/limits", "{\"limits\": {\"maxStarted\": 5, \"periodMs\": 1000}}");

            assertThat(texts(browser.get("audit"), "detail")).containsExactly("KindLimits[maxStarted=5, period=PT1S]");
        });
    }

    @Test
    void whoeverChangesSomethingSeesItAtOnce() {
        shop.run(application -> {
            Browser browser = application.browser();
            assertThat(browser.get("kinds/mail").has("pausedAt")).isFalse();

            browser.post("kinds/mail/pause", "{}");

            assertThat(browser.get("kinds/mail").has("pausedAt")).isTrue();
        });
    }

    /** The tasks with these ids run on the one worker. */
    private void running(int from, int to) {
        shop.jdbc()
                .update(
                        "with added as (insert into pgqueue.task (id, created_at, available_at, kind, priority, status,"
                                + " worker, attempt) select n, now(), now(), k.id, 5, 2, w.id, 1"
                                + " from pgqueue.kind k, pgqueue.worker w, generate_series(?, ?) n where k.name = 'mail'"
                                + " returning id)"
                                + " update pgqueue.worker set begun = begun || array(select id from added)",
                        from,
                        to);
    }

    /** One that lives. */
    private void worker(String name, String kinds, String workerCounts) {
        shop.jdbc()
                .update(
                        "insert into pgqueue.worker (name, version, kinds, worker_counts) values (?, '1', " + kinds
                                + ", " + workerCounts + ")",
                        name);
    }
}
