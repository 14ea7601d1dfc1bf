package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskInfo;
import io.pgqueue.TaskStatus;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;

/** What can be done to tasks does in the database what it says, and the audit log says who did it. */
@DashboardTest
class DashboardActionTest {

    @RegisterExtension
    final Dashboard dashboard = new Dashboard();

    @Autowired
    DashboardTasks tasks;

    @Autowired
    TaskAdmin admin;

    @Test
    void aTaskWithoutAttemptsLeftIsRetriedAndItsSuccessIsShown() {
        long id = tasks.failed("retry-me");
        dashboard.open("tasks/" + id);
        dashboard.awaitStatus("No attempts left");

        dashboard.button("Retry…").click();
        dashboard.field("Further attempts").fill("2");
        dashboard.button("Retry").click();

        dashboard.awaitNotice("The task can run again at once.");
        dashboard.awaitStatus("Succeeded");
        assertThat(tasks.info(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(tasks.info(id).attempt()).isEqualTo(2);
        tasks.assertNoted("retry", "task " + id, "attempts 2");
    }

    @Test
    void aWaitingTaskIsRunNow() {
        long id = tasks.waiting("run-me-now");
        dashboard.open("tasks/" + id);

        dashboard.button("Run now").click();

        dashboard.awaitNotice("The task can run at once.");
        dashboard.awaitStatus("Succeeded");
        assertThat(tasks.info(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
        tasks.assertNoted("run-now", "task " + id, "");
    }

    @Test
    void aWaitingTaskIsCancelledWithItsReason() {
        long id = tasks.waiting("cancel-me");
        Page page = dashboard.open("tasks/" + id);

        dashboard.button("Cancel…").click();
        dashboard.field("Reason").fill("withdrawn by the customer");
        dashboard.button("Cancel the task").click();

        dashboard.awaitStatus("Cancelled");
        assertThat(page.locator(".facts")).containsText("withdrawn by the customer");
        assertThat(tasks.info(id).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(tasks.info(id).cancelReason()).isEqualTo("withdrawn by the customer");
        tasks.assertNoted("cancel", "task " + id, "withdrawn by the customer");
    }

    @Test
    void aRunningTaskIsFoundByItsWorkerAndCancelled() {
        long id = tasks.endless();
        Page page = dashboard.open("workers");
        Locator running = dashboard.row(PickyWork.ENDLESS);
        assertThat(running).containsText(Long.toString(id));
        assertThat(page.getByLabel("Live workers").first()).containsText("Alive");

        running.locator("a", new Locator.LocatorOptions().setHasText(Long.toString(id)))
                .click();
        dashboard.button("Cancel…").click();
        dashboard.field("Reason").fill("hangs");
        dashboard.button("Cancel the task").click();

        dashboard.awaitStatus("Cancelled");
        assertThat(tasks.info(id).status()).isEqualTo(TaskStatus.CANCELLED);
        tasks.assertNoted("cancel", "task " + id, "hangs");
    }

    @Test
    void aPayloadIsEditedAndEnqueuedAgainAndWhatIsMaskedKeepsItsValue() {
        long id = tasks.failed("edit-me", "the-secret-word");
        Page page = dashboard.open("tasks/" + id);
        assertThat(page.locator("main")).containsText("edit-me");
        assertThat(page.locator("main")).not().containsText("the-secret-word");

        dashboard.button("Enqueue again…").click();
        Locator payload = page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Payload"));
        payload.fill("{broken");
        assertThat(dashboard.button("Enqueue with this payload")).isDisabled();
        dashboard.button("Close").click();
        dashboard.button("Enqueue again…").click();
        payload.fill(payload.inputValue().replace("edit-me", "edited").replaceFirst("\\{", "{\"good\": true, "));
        dashboard.button("Enqueue with this payload").click();

        page.waitForURL(url -> !url.endsWith("/" + id));
        dashboard.awaitStatus("Succeeded");
        long added = Long.parseLong(page.url().substring(page.url().lastIndexOf('/') + 1));
        TaskInfo again = tasks.info(added);
        assertThat(again.payload()).contains("edited").contains("the-secret-word");
        assertThat(again.result()).contains("edited");
        assertThat(again.externalKey()).isNull();
        tasks.assertNoted("enqueue-again", "task " + id, "with an edited payload");
    }

    @Test
    void whatADialogIsRefusedIsSaidInIt() throws IOException {
        long id = tasks.failed("cancelled-meanwhile");
        Page page = dashboard.open("tasks/" + id);
        dashboard.button("Retry…").click();
        dashboard.field("Further attempts").fill("4");
        admin.cancel(id, "by somebody else");

        dashboard.button("Retry").click();

        assertThat(dialog(page).getByRole(AriaRole.ALERT)).containsText("The task has not failed for good");
        assertThat(dashboard.field("Further attempts")).hasValue("4");
        assertThat(dashboard.violations()).isEmpty();
    }

    @Test
    void aTaskIsDeleted() {
        long id = tasks.failed("delete-me");
        Page page = dashboard.open("tasks/" + id);

        dashboard.button("Delete…").click();
        dashboard.button("Delete").click();

        dashboard.awaitNotice("The task is deleted.");
        assertThat(page.locator("main")).containsText("there is no task " + id);
        assertThat(admin.find(id)).isEmpty();
        tasks.assertNoted("delete", "task " + id, "");
        // the page went on to ask for it
        assertThat(dashboard.lastComplaints()).allMatch(complaint -> complaint.contains("404"));
    }

    @Test
    void everythingThatMatchesIsRetriedAfterAPreviewAndWithProgress() {
        tasks.failed("retry-all-", 30);
        tasks.failed("leave-alone");
        Page page = dashboard.open("tasks?keyPrefix=retry-all-");
        dashboard.button("Live").click(); // only what follows the dialog reads again, and not what is half done
        Route[] held = new Route[1];
        page.route("**/api/tasks/bulk", route -> held[0] = route);

        dashboard.button("Retry…").click();
        assertThat(dialog(page)).containsText("30 tasks can be retried for Key begins with: retry-all-.");
        dashboard.field("Further attempts for each").fill("1");
        page.waitForRequest(
                "**/api/tasks/bulk", () -> dashboard.button("Retry 30 tasks").click());
        assertThat(dialog(page).locator("progress")).isVisible();
        assertThat(dialog(page)).containsText("0 tasks retried…");
        assertThat(tasks.count("retry-all-", TaskStatus.NO_ATTEMPTS_LEFT)).isEqualTo(30);
        held[0].resume();

        assertThat(dialog(page)).containsText("30 tasks retried. Done.");
        tasks.awaitCount("retry-all-", TaskStatus.SUCCEEDED, 30);
        assertThat(tasks.count("leave-alone", TaskStatus.NO_ATTEMPTS_LEFT)).isOne();
        tasks.assertNoted("retry", "tasks {\"keyPrefix\":\"retry-all-\"}", "30 tasks");
        dashboard.button("Close").click();
        assertThat(page.locator("tbody tr").filter(Dashboard.withText("Succeeded")))
                .hasCount(30);
    }

    @Test
    void everythingThatMatchesIsCancelled() {
        tasks.waiting("cancel-all-1");
        tasks.waiting("cancel-all-2");
        Page page = dashboard.open("tasks?keyPrefix=cancel-all-");

        dashboard.button("Cancel…").click();
        dashboard.field("Reason").fill("a wrong campaign");
        dashboard.button("Cancel 2 tasks").click();

        assertThat(dialog(page)).containsText("2 tasks cancelled. Done.");
        assertThat(tasks.count("cancel-all-", TaskStatus.CANCELLED)).isEqualTo(2);
        tasks.assertNoted("cancel", "tasks {\"keyPrefix\":\"cancel-all-\"}", "2 tasks");
    }

    @Test
    void everythingThatMatchesIsRunNow() {
        tasks.waiting("run-all-1");
        tasks.waiting("run-all-2");
        Page page = dashboard.open("tasks?keyPrefix=run-all-");

        dashboard.button("Run now…").click();
        dashboard.button("Run now 2 tasks").click();

        assertThat(dialog(page)).containsText("2 tasks made available. Done.");
        tasks.awaitCount("run-all-", TaskStatus.SUCCEEDED, 2);
        tasks.assertNoted("run-now", "tasks {\"keyPrefix\":\"run-all-\"}", "2 tasks");
    }

    @Test
    void everythingThatMatchesIsDeletedOnlyAfterAYesOfItsOwn() {
        tasks.failed("delete-all-", 3);
        Page page = dashboard.open("tasks?keyPrefix=delete-all-");

        dashboard.button("Delete…").click();
        dashboard.button("Delete 3 tasks").click();
        assertThat(dialog(page).locator("progress")).hasCount(0);
        dashboard.field("I know that this cannot be undone").check();
        dashboard.button("Delete 3 tasks").click();

        assertThat(dialog(page)).containsText("3 tasks deleted. Done.");
        assertThat(tasks.count("delete-all-", TaskStatus.NO_ATTEMPTS_LEFT)).isZero();
        tasks.assertNoted("delete", "tasks {\"keyPrefix\":\"delete-all-\"}", "3 tasks");
        dashboard.button("Close").click();
        assertThat(page.locator("main")).containsText("No task matches.");
    }

    @Test
    void theAuditPageSaysWhoDidWhat() {
        long id = tasks.waiting("audited");
        dashboard.open("tasks/" + id);
        dashboard.button("Cancel…").click();
        dashboard.field("Reason").fill("to be seen in the audit log");
        dashboard.button("Cancel the task").click();
        dashboard.awaitStatus("Cancelled");

        dashboard.open("audit");

        assertThat(dashboard.row("to be seen in the audit log"))
                .hasText(Pattern.compile(Dashboard.VISITOR + ".*cancel.*task " + id));
    }

    private static Locator dialog(Page page) {
        return page.getByRole(AriaRole.DIALOG);
    }
}
