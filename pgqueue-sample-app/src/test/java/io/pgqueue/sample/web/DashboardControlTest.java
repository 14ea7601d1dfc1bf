package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.pgqueue.KindLimits;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskAdmin.KindInfo;
import io.pgqueue.outbox.OutboxAdmin;
import io.pgqueue.outbox.OutboxEventInfo;
import io.pgqueue.sample.order.OrderRequest;
import io.pgqueue.sample.order.OrderService;
import io.pgqueue.schedule.Schedules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;

/** What can be set for kinds, schedules and the outbox is set, and the audit log says who did it. */
@DashboardTest
class DashboardControlTest {

    @RegisterExtension
    final Dashboard dashboard = new Dashboard();

    @Autowired
    DashboardTasks tasks;

    @Autowired
    TaskAdmin admin;

    @Autowired
    Schedules schedules;

    @Autowired
    OutboxAdmin outbox;

    @Autowired
    OrderService orders;

    @Test
    void aKindIsPausedAndResumed() {
        dashboard.open("kinds/lucky");

        dashboard.button("Pause lucky").click();
        assertThat(dashboard.button("Resume lucky")).isVisible();
        assertThat(kind("lucky").pausedAt()).isNotNull();
        tasks.assertNoted("pause", "kind lucky", "");

        dashboard.button("Resume lucky").click();
        assertThat(dashboard.button("Pause lucky")).isVisible();
        assertThat(kind("lucky").pausedAt()).isNull();
        tasks.assertNoted("resume", "kind lucky", "");
    }

    @Test
    void aPausedKindNeedsAttention() {
        Page page = dashboard.open("kinds");
        dashboard.button("Pause book-movement").click();
        dashboard.awaitNotice("book-movement is paused");

        page.navigate(dashboard.url(""));

        assertThat(page.locator(".attention li").filter(Dashboard.withText("book-movement")))
                .containsText("Paused since");
        page.navigate(dashboard.url("kinds"));
        dashboard.button("Resume book-movement").click();
        dashboard.awaitNotice("book-movement goes on");
    }

    @Test
    void theWorkerCountOfAKindIsSetAndReset() {
        Page page = dashboard.open("kinds/refund");

        set("Worker count…", "Workers an instance", "3");
        assertThat(page.locator(".facts").first()).containsText("3, set here");
        assertThat(kind("refund").overrides().workerCount()).isEqualTo(3);
        tasks.assertNoted("worker-count", "kind refund", "3");

        set("Worker count…", "Workers an instance", "");
        dashboard.awaitNotice("Back to the declared worker count.");
        assertThat(kind("refund").overrides().workerCount()).isNull();
        tasks.assertNoted("worker-count", "kind refund", "as the code says");
    }

    @Test
    void theRetentionOfAKindIsSetAndReset() {
        Page page = dashboard.open("kinds/refund");

        set("Retention…", "Hours", "1.5");
        assertThat(page.locator(".facts").first()).containsText("1 h 30 min, set here");
        assertThat(kind("refund").overrides().terminalTtl()).isEqualTo(Duration.ofMinutes(90));
        tasks.assertNoted("terminal-ttl", "kind refund", "PT1H30M");

        set("Retention…", "Hours", "");
        dashboard.awaitNotice("Back to the declared retention.");
        assertThat(kind("refund").overrides().terminalTtl()).isNull();
    }

    @Test
    void theLimitsOfAKindAreSetAndReset() {
        KindLimits declared = admin.limits("refund");
        Page page = dashboard.open("kinds/refund");

        set("Limits…", "Most that run at once", "2");
        assertThat(page.locator("section", new Page.LocatorOptions().setHasText("Limits in force")))
                .containsText("at most 2");
        assertThat(admin.limits("refund")).isEqualTo(declared.withMaxRunning(2));
        assertThat(kind("refund").overrides().limits()).isEqualTo(declared.withMaxRunning(2));

        dashboard.button("Limits…").click();
        dashboard.field("Go back to what the application declares").check();
        dashboard.button("Set").click();
        dashboard.awaitNotice("Back to the declared limits.");
        assertThat(admin.limits("refund")).isEqualTo(declared);
        tasks.assertNoted("limits", "kind refund", "as the code says");
    }

    @Test
    void aScheduleIsPausedResumedAndRunNow() {
        dashboard.open("schedules");

        dashboard.button("Pause sales-figures").click();
        assertThat(dashboard.row("sales-figures")).containsText("Paused");
        assertThat(schedules.find("sales-figures").orElseThrow().pausedAt()).isNotNull();
        tasks.assertNoted("pause", "schedule sales-figures", "");

        Long before = schedules.find("sales-figures").orElseThrow().lastTaskId();
        dashboard.button("Run now: sales-figures").click();
        dashboard.awaitNotice("A task of sales-figures was enqueued.");
        Long after = schedules.find("sales-figures").orElseThrow().lastTaskId();
        assertThat(after).isNotNull().isNotEqualTo(before);

        dashboard.button("Resume sales-figures").click();
        assertThat(dashboard.row("sales-figures")).not().containsText("Paused");
        assertThat(schedules.find("sales-figures").orElseThrow().pausedAt()).isNull();
        tasks.assertNoted("resume", "schedule sales-figures", "");
    }

    @Test
    void aBlockedEventIsSentAgainAndSkipped() {
        orders.place(new OrderRequest("Cursed", "cursed@example.org", "Cursed teapot", 1, 600));
        dashboard.open("outbox");
        assertThat(dashboard.row("the warehouse takes no 'Cursed teapot'")).isVisible();
        long event = outbox.blocked(10).get(0).eventId();

        dashboard.button("Send again: event " + event).click();
        dashboard.awaitNotice("Event " + event + " is sent again.");
        tasks.assertNoted("resend", "event " + event, "");

        dashboard.button("Skip…").click();
        dashboard.field("Reason").fill("no such teapot");
        dashboard.button("Skip").click();
        dashboard.awaitNotice("Event " + event + " is skipped.");
        OutboxEventInfo skipped = outbox.find(event).orElseThrow();
        assertThat(List.of(skipped.state(), String.valueOf(skipped.skippedBy()), String.valueOf(skipped.skipReason())))
                .containsExactly(OutboxEventInfo.State.SKIPPED, Dashboard.VISITOR, "no such teapot");
        assertThat(dashboard.row("Cursed teapot")).hasCount(0);
        tasks.assertNoted("skip", "event " + event, "no such teapot");
    }

    private void set(String dialog, String field, String value) {
        dashboard.button(dialog).click();
        dashboard.field(field).fill(value);
        dashboard.button("Set").click();
    }

    private KindInfo kind(String name) {
        return admin.kinds().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
