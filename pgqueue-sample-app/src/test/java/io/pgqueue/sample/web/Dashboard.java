package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * The dashboard in a browser, in which Ann is signed in. Each test has windows of its own; it fails if any of them
 * complained: of an error in a script, of what the Content-Security-Policy stopped, of an answer that is none, or asked
 * another host. Skipped where there is no Chromium.
 */
final class Dashboard implements BeforeEachCallback, AfterEachCallback {

    static final String VISITOR = "ann";

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<BrowserContext> windows = new ArrayList<>();
    private Chromium chromium;
    private String base;
    private Page page;

    @Override
    public void beforeEach(ExtensionContext context) {
        chromium = Chromium.of(context);
        base = "http://localhost:"
                + SpringExtension.getApplicationContext(context)
                        .getEnvironment()
                        .getRequiredProperty("local.server.port")
                + "/";
    }

    @Override
    public void afterEach(ExtensionContext context) {
        List<String> last = lastComplaints();
        if (context.getExecutionException().isEmpty()) {
            Assertions.assertThat(last).isEmpty();
        }
    }

    /** Opens a page, by its address below the dashboard's, in a window of its own. */
    Page open(String path) {
        return open(path, new Browser.NewContextOptions());
    }

    Page open(String path, Browser.NewContextOptions options) {
        BrowserContext window = chromium.open(options.setExtraHTTPHeaders(Map.of(SignedInByHeader.HEADER, VISITOR)));
        windows.add(window);
        page = window.newPage();
        page.onPageError(complaints::add);
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
        page.onRequest(request -> {
            if (!request.url().startsWith(base)) {
                complaints.add("asked " + request.url());
            }
        });
        page.navigate(url(path));
        return page;
    }

    /** The address of a page. */
    String url(String path) {
        return base + "pgqueue/" + path;
    }

    /** Whether no window has complained of anything until now. */
    boolean isContent() {
        return complaints.isEmpty();
    }

    /** What the windows complained of, for a test that wants some. They are closed: a page that is refused asks again. */
    List<String> lastComplaints() {
        windows.forEach(BrowserContext::close);
        windows.clear();
        List<String> all = List.copyOf(complaints);
        complaints.clear();
        return all;
    }

    /** The button of exactly this name. */
    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** The field of exactly this label. */
    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    /** The row of a table that has this text. */
    Locator row(String text) {
        return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    /** Waits until the page says that something was done. */
    void awaitNotice(String text) {
        assertThat(page.locator(".notice").filter(withText(text))).isVisible();
    }

    /** Waits until the page shows a task in this status; it is never loaded again. */
    void awaitStatus(String status) {
        assertThat(page.locator(".page-head .status").first()).hasText(status);
    }

    /** What axe finds wrong with the page as it is, each with where. */
    List<?> violations() throws IOException {
        page.evaluate(new ClassPathResource("axe.min.js").getContentAsString(StandardCharsets.UTF_8));
        return (List<?>) page.evaluate("""
            axe.run({
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
              resultTypes: ['violations'],
            }).then(({ violations }) => violations.flatMap(({ id, impact, nodes }) =>
              nodes.map(({ html, failureSummary }) => `${impact} ${id}: ${html} ${failureSummary}`)))\
            """);
    }

    static Locator.FilterOptions withText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    /** How wide the page is, which is more than the window if something sticks out. */
    int width() {
        return (int) page.evaluate("document.documentElement.scrollWidth");
    }
}
