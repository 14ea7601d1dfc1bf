package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import io.pgqueue.Task;
import io.pgqueue.TaskQueue;
import io.pgqueue.TaskStatus;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Each page in a real browser shows the running queue, to everybody and on every screen, and nothing in it is run. */
@DashboardTest
class DashboardPageTest {

    private static final int WIDE = 1280;
    private static final int PHONE = 360;
    private static final String HOSTILE =
            "</script><img src=x onerror=\"window.hacked=true\"><script>window.hacked=true</script>";

    @RegisterExtension
    final Dashboard dashboard = new Dashboard();

    @Autowired
    DashboardTasks tasks;

    @Autowired
    TaskQueue queue;

    @Autowired
    DataSource dataSource;

    @ParameterizedTest
    @CsvSource({
        "'',                   Overview,        .tiles",
        "tasks?kind=picky,     Tasks,           table",
        "tasks/{failed},       Task,            .timeline",
        "tasks/{waiting},      Task,            .timeline",
        "kinds,                Kinds,           table",
        "kinds/lucky,          lucky,           .facts",
        "workers,              Workers,         table",
        "schedules,            Schedules,       table",
        "outbox,               Outbox,          main section",
        "health,               Health,          .checks",
        "audit,                Audit,           main",
        "nowhere,              Not found,       main"
    })
    void eachPageIsAccessibleInBothThemesAndFitsAPhone(String path, String title, String ready) throws IOException {
        String address = path.replace("{failed}", Long.toString(tasks.failed("looked at")))
                .replace("{waiting}", Long.toString(tasks.waiting("looked at while it waits")));
        for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            int width = theme == ColorScheme.LIGHT ? WIDE : PHONE;
            Page page = dashboard.open(address, window(width).setColorScheme(theme));

            assertThat(page.locator("h1")).containsText(title);
            assertThat(page.locator(ready).first()).isVisible();
            assertThat(page.locator("main")).not().containsText("Loading");
            assertThat(page.locator("main").textContent()).doesNotContain("NaN", "undefined", "Invalid Date");
            assertThat(dashboard.violations()).as("%s at %s px", address, width).isEmpty();
            assertThat(dashboard.width()).as("%s at %s px", address, width).isLessThanOrEqualTo(width);
        }
    }

    @Test
    void eachPageIsReachedByItsLink() {
        Page page = dashboard.open("");
        for (String name : List.of("Tasks", "Kinds", "Workers", "Schedules", "Outbox", "Health", "Audit", "Overview")) {
            page.getByLabel("Pages").getByText(name, exactly()).click();
            assertThat(page.locator("h1")).hasText(name);
            assertThat(page.locator("main")).not().containsText("Loading");
        }
    }

    @Test
    void fiftyKindsWithLongNamesFitAPhone() {
        List<String> kinds = IntStream.range(0, 50)
                .mapToObj(n -> String.format("k%02d-", n) + "x".repeat(59))
                .toList();
        kinds.forEach(tasks::declare);
        queue.enqueueAll(kinds.stream()
                .map(kind -> Task.of(kind, null).withDelay(Duration.ofHours(1)).withExternalKey("y".repeat(200)))
                .toList());
        for (String path : List.of("", "kinds", "tasks", "kinds/" + kinds.get(49))) {
            Page page = dashboard.open(path, window(PHONE));

            assertThat(page.getByText(kinds.get(49)).last()).isVisible();
            assertThat(dashboard.width()).as(path).isLessThanOrEqualTo(PHONE);
            page.setViewportSize(WIDE, 800);
            assertThat(dashboard.width()).as(path).isLessThanOrEqualTo(WIDE);
        }
        dashboard.open("kinds");
        assertThat(dashboard.row("x".repeat(59))).hasCount(50);
    }

    @Test
    void hostilePayloadsKeysErrorsLogsAndResultsStayText() {
        long failed = tasks.failed(HOSTILE);
        long succeeded = queue.enqueue(Task.of(PickyWork.PICKY, Map.of("note", HOSTILE, "good", true)))
                .taskId();
        tasks.awaitStatus(succeeded, TaskStatus.SUCCEEDED);

        Page page = dashboard.open("tasks/" + failed);
        page.getByText("Stack trace of attempt 1").click();
        assertThat(page.locator("pre").first()).containsText("onerror");
        assertThat(page.locator(".error-message")).containsText("refuses " + HOSTILE);
        assertThat(page.locator(".log")).containsText("looks at " + HOSTILE);
        assertNothingRan(page);

        page = dashboard.open("tasks/" + succeeded);
        assertThat(page.locator("pre").nth(1)).containsText("onerror");
        assertNothingRan(page);

        page = dashboard.open("tasks?kind=picky&errorText=onerror");
        assertThat(dashboard.row(HOSTILE)).isVisible();
        assertNothingRan(page);

        page = dashboard.open("tasks?kind=%3Cimg%20src%3Dx%20onerror%3D%22window.hacked%3Dtrue%22%3E&key=%3Cscript%3E");
        assertThat(page.locator("main")).containsText("<img src=x onerror=\"window.hacked=true\">");
        assertNothingRan(page);
        page = dashboard.open("kinds/%3Cimg%20src%3Dx%20onerror%3D%22window.hacked%3Dtrue%22%3E");
        assertThat(page.locator("h1")).hasText("<img src=x onerror=\"window.hacked=true\">");
        assertThat(page.locator("main")).containsText("there is no kind '<img src=x");
        assertNothingRan(page);
        // of what there is not
        assertThat(dashboard.lastComplaints())
                .allMatch(complaint -> complaint.contains("400") || complaint.contains("404"));
    }

    @Test
    void thePageMayRunNothingButItsOwnScripts() {
        Page page = dashboard.open("");
        Response loaded = page.reload();

        assertThat(loaded.headerValue("content-security-policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("connect-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.locator(".tiles")).isVisible();
        // what did get in would be stopped
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = true\">')");
        page.waitForCondition(() -> !dashboard.isContent());
        assertNothingRan(page, 1);
        assertThat(dashboard.lastComplaints()).anyMatch(complaint -> complaint.contains("Content Security Policy"));
    }

    @Test
    void whoHoldsBackVacuumIsNamed() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("set local application_name = 'nightly-report'");
            statement.execute("select count(*) from shop_order");

            Page page = dashboard.open("health");

            assertThat(page.getByLabel("Who holds back vacuum", exactlyLabelled())
                            .last())
                    .containsText("nightly-report");
            assertThat(page.getByLabel("Our tables", exactlyLabelled()).last()).containsText("closed_task");
            connection.rollback();
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    @Test
    void itWorksByKeyboardAlone() {
        long id = tasks.failed("by keyboard");
        Page page = dashboard.open("tasks/" + id);
        dashboard.awaitStatus("No attempts left");

        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Skip to content");
        page.keyboard().press("Enter");
        page.keyboard().press("Tab");
        assertThat(page.locator(":focus")).hasText("Retry…");
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog")).hasCount(0);
        assertThat(page.locator(":focus")).hasText("Retry…");
        page.keyboard().press("Enter");
        assertThat(dashboard.field("Further attempts")).isVisible();
        dashboard.field("Further attempts").focus();
        page.keyboard().press("Enter");

        dashboard.awaitNotice("The task can run again at once.");
        dashboard.awaitStatus("Succeeded");
    }

    @Test
    void theThemeFollowsTheSystemUntilOneIsChosenWhichIsKept() {
        Page page = dashboard.open("", window(WIDE).setColorScheme(ColorScheme.LIGHT));
        String light = ground(page);
        Page darkSystem = dashboard.open("", window(WIDE).setColorScheme(ColorScheme.DARK));
        String dark = ground(darkSystem);
        assertThat(dark).isNotEqualTo(light);

        page.getByLabel("Theme").selectOption("dark");
        assertThat(ground(page)).isEqualTo(dark);
        page.reload();
        assertThat(page.getByLabel("Theme")).hasValue("dark");
        assertThat(ground(page)).isEqualTo(dark);
    }

    private static String ground(Page page) {
        assertThat(page.getByLabel("Theme")).isVisible();
        return (String) page.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    private static void assertNothingRan(Page page) {
        assertNothingRan(page, 0);
    }

    private static void assertNothingRan(Page page, int images) {
        assertThat(page.evaluate("window.hacked")).isNull();
        assertThat(page.locator("body img").count()).isEqualTo(images);
        assertThat(page.locator("body script").count()).isZero();
    }

    private static Browser.NewContextOptions window(int width) {
        return new Browser.NewContextOptions().setViewportSize(width, 800);
    }

    private static Locator.GetByTextOptions exactly() {
        return new Locator.GetByTextOptions().setExact(true);
    }

    private static Page.GetByLabelOptions exactlyLabelled() {
        return new Page.GetByLabelOptions().setExact(true);
    }
}
