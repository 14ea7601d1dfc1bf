package io.pgqueue.sample.web;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** The browser of this machine; nothing is downloaded. The store in which it is kept closes it. */
final class Chromium implements AutoCloseable {

    private static final Path PATH = Path.of(System.getProperty("pgqueue.test.chromium", "/usr/bin/chromium"));

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /**
     * The one of all tests of this JVM. Aborts the test, which is then skipped, where there is no Chromium; with the system
     * property {@code pgqueue.test.browser=required} it fails.
     */
    static Chromium of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Chromium.class, any -> launch(), Chromium.class);
    }

    private static Chromium launch() {
        if (!Files.isExecutable(PATH)) {
            String missing = "there is no Chromium at " + PATH;
            if ("required".equals(System.getProperty("pgqueue.test.browser"))) {
                throw new AssertionError(missing);
            }
            throw new TestAbortedException(missing);
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new LaunchOptions()
                                .setExecutablePath(PATH)
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-quic",
                                        "--no-first-run",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync"))));
    }

    /** A window of its own, with nothing in it of the others. */
    BrowserContext open(Browser.NewContextOptions options) {
        return browser.newContext(options);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
