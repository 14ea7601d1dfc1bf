package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.pgqueue.TaskAdmin;
import io.pgqueue.TaskFilter;
import io.pgqueue.TaskStatus;
import io.pgqueue.sample.support.TestDatabaseInitializer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * Takes the pictures of the documentation, of the sample after so many minutes of business as the property says. CONTRIBUTING
 * has the command.
 */
@Tag("database")
@EnabledIfSystemProperty(named = DashboardPicturesTest.MINUTES, matches = "\\d+")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
@Import(SignedInByHeader.class)
class DashboardPicturesTest {

    static final String MINUTES = "pgqueue.pictures.minutes";

    private static final Path FOLDER = Path.of("target", "pictures");

    @RegisterExtension
    final Dashboard dashboard = new Dashboard();

    @LocalServerPort
    int port;

    @Autowired
    TaskAdmin admin;

    @Test
    void picturesOfTheSampleAtWork() throws Exception {
        try (Business business = new Business(port)) {
            business.run(Integer.getInteger(MINUTES) * 60);
        }
        dashboard.open("kinds/lucky");
        dashboard.button("Worker count…").click();
        dashboard.field("Workers an instance").fill("4");
        dashboard.button("Set").click();
        dashboard.awaitNotice("Each instance runs up to 4");
        dashboard.open("kinds");
        dashboard.button("Pause refund").click();
        dashboard.awaitNotice("refund is paused");
        TaskFilter usedUp = TaskFilter.all().withKind("lucky").withStatus(TaskStatus.NO_ATTEMPTS_LEFT);
        long task = admin.find(usedUp, null, 1).tasks().get(0).id();

        take("overview", "", ".sparkline", ColorScheme.LIGHT, 1280, 1000);
        take("overview-dark", "", ".sparkline", ColorScheme.DARK, 1280, 1000);
        take("tasks", "tasks?kind=lucky&status=no_attempts_left", "table", ColorScheme.LIGHT, 1280, 760);
        take("task", "tasks/" + task, ".timeline", ColorScheme.DARK, 1280, 1100);
        take("kind", "kinds/lucky", ".chart canvas", ColorScheme.LIGHT, 1280, 900);
        take("workers", "workers", "table", ColorScheme.LIGHT, 1280, 420);
        take("schedules", "schedules", "table", ColorScheme.LIGHT, 1280, 260);
        take("outbox", "outbox", "table", ColorScheme.DARK, 1280, 520);
        take("health", "health", "table", ColorScheme.LIGHT, 1280, 1000);
        take("phone", "", ".sparkline", ColorScheme.DARK, 360, 800);
    }

    private void take(String name, String path, String ready, ColorScheme theme, int width, int height) {
        Page page = dashboard.open(
                path, new Browser.NewContextOptions().setColorScheme(theme).setViewportSize(width, height));
        assertThat(page.locator(ready).first()).isVisible();
        assertThat(page.locator("main")).not().containsText("Loading");
        byte[] picture =
                page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve("dashboard-" + name + ".png")));
        assertThat(picture).isNotEmpty();
    }
}
