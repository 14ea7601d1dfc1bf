package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.pgqueue.TaskAdmin;
import io.pgqueue.sample.support.TestDatabaseInitializer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** The dashboard in a real browser, on the sample with processing on. Skipped where there is no Chromium. */
@Tag("database")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class DashboardPageTest {

    private static Chromium chromium;

    @LocalServerPort
    int port;

    @Autowired
    TaskAdmin admin;

    /** Errors in the console, and answers that are none. */
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void launch() {
        chromium = Chromium.launch();
    }

    @AfterAll
    static void quit() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        context = chromium.open(new Browser.NewContextOptions());
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complaints.add(response.status() + " " + response.url());
            }
        });
    }

    @AfterEach
    void close() {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Overview", "Tasks", "Kinds", "Workers", "Schedules", "Outbox", "Health", "Audit"})
    void eachPageShowsTheRunningQueue(String name) {
        page.navigate("http://localhost:" + port + "/pgqueue/");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();

        assertThat(page.locator("h1")).hasText(name);
        assertThat(page.locator("main")).not().containsText("Loading");
        Assertions.assertThat(complaints).isEmpty();
    }

    @Test
    void aKindIsPausedAndResumed() {
        page.navigate("http://localhost:" + port + "/pgqueue/kinds/lucky");

        button("Pause lucky").click();
        assertThat(button("Resume lucky")).isVisible();
        Assertions.assertThat(isPaused()).isTrue();

        button("Resume lucky").click();
        assertThat(button("Pause lucky")).isVisible();
        Assertions.assertThat(isPaused()).isFalse();
        Assertions.assertThat(complaints).isEmpty();
    }

    private boolean isPaused() {
        return admin.kinds().stream().anyMatch(kind -> kind.name().equals("lucky") && kind.pausedAt() != null);
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }
}
