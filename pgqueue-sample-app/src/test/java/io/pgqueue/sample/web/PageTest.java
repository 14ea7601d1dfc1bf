package io.pgqueue.sample.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.pgqueue.sample.support.TestDatabaseInitializer;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** The page in a real browser, on the sample with processing on. Skipped where there is no Chromium. */
@Tag("database")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class PageTest {

    @RegisterExtension
    final BeforeEachCallback browser = context -> chromium = Chromium.of(context);

    @LocalServerPort
    int port;

    private Chromium chromium;
    private BrowserContext context;
    private Page page;

    @BeforeEach
    void open() {
        open(new Browser.NewContextOptions());
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void anOrderIsConfirmedAndShippedBeforeOnesEyes() {
        order("Grace", "grace@example.org", 0);

        Locator row = orderOf("Grace");
        assertThat(row).containsText("shipped");
        assertThat(row).containsText("send-confirmation: succeeded (attempt 1)");
        assertThat(row).containsText("ship-order: succeeded (attempt 1)");
    }

    @Test
    void theFormIsUsableByKeyboardAlone() {
        page.getByLabel("Name").focus();
        page.keyboard().press("Control+A");
        page.keyboard().type("Keyboard");
        page.keyboard().press("Enter");

        assertThat(orderOf("Keyboard")).isVisible();
    }

    @Test
    void luckyRunsShowTheirAttemptsAndTheirOutcome() {
        page.getByLabel("How many").fill("30");
        button("Try my luck").click();

        assertThat(page.locator("#lucky-message")).hasText("30 tasks enqueued.");
        assertThat(page.locator("#lucky-runs tbody tr")).hasCount(20);
        assertThat(page.locator("#lucky-runs")
                        .getByText(Pattern.compile("^I got lucky, attempt \\d$"))
                        .first())
                .isVisible();
        assertThat(page.locator("[data-count=live]")).hasText("0");
        int outcomes = List.of("first", "second", "third", "later", "ranOut").stream()
                .mapToInt(name -> Integer.parseInt(
                        page.locator("[data-count=" + name + "]").textContent()))
                .sum();
        Assertions.assertThat(outcomes).isEqualTo(30);
    }

    @Test
    void aNewsletterIsDeliveredInBatches() {
        page.getByLabel("Readers").fill("100");
        button("Send the newsletter").click();

        assertThat(page.locator("#newsletter-message")).hasText("100 letters enqueued.");
        assertThat(page.locator("[data-newsletter=sent]")).hasText("90");
        assertThat(page.locator("[data-newsletter=refused]")).hasText("10");
        assertThat(page.locator("[data-newsletter=waiting]")).hasText("0");
        assertThat(page.locator("[data-newsletter=reports]")).hasText("1");
        int deliveries =
                Integer.parseInt(page.locator("[data-newsletter=deliveries]").textContent());
        Assertions.assertThat(deliveries).isBetween(2, 45);
    }

    @Test
    void stockIsBookedInOrderThoughSomeMovementsFail() {
        page.getByLabel("Articles", new Page.GetByLabelOptions().setExact(true)).fill("6");
        page.getByLabel("Movements of each").fill("20");
        button("Move stock").click();

        assertThat(page.locator("#stock-message")).hasText("120 movements enqueued.");
        assertThat(page.locator("[data-stock=booked]")).hasText("120");
        assertThat(page.locator("[data-stock=waiting]")).hasText("0");
        assertThat(page.locator("[data-stock=wrong]")).hasText("0");
    }

    @Test
    void theEventsOfAnOrderArrive() {
        order("Events", "events@example.org", 0);
        String id = orderOf("Events").locator("td").first().textContent();

        Locator arrived = page.locator("#outbox-arrived tbody tr:has(td:nth-child(2):text-is('" + id + "'))");
        assertThat(arrived).hasCount(2);
        assertThat(arrived.nth(0)).containsText("order-shipped");
        assertThat(arrived.nth(1)).containsText("order-placed");
    }

    @Test
    void anEventThatTheWarehouseRefusesIsResentAndSkippedByItsButtons() {
        page.getByLabel("Item").fill("Cursed teapot");
        order("Cursed", "cursed@example.org", 600);
        Locator blocked = page.locator("#outbox-blocked tbody tr");
        assertThat(blocked.locator("td").nth(3)).hasText("3");
        assertThat(blocked).containsText("the warehouse takes no 'Cursed teapot'");

        Response resent = page.waitForResponse(
                response -> response.url().endsWith("/resend"),
                () -> button("Resend event").click());
        Assertions.assertThat(resent.status()).isEqualTo(204);
        assertThat(blocked).containsText("the warehouse takes no 'Cursed teapot'");

        button("Skip event").click();
        assertThat(blocked).hasCount(0);
        assertThat(page.getByRole(AriaRole.ALERT)).isHidden();
    }

    @Test
    void theSqlFunctionsResultIsShownAsItsTable() {
        button("Try it in SQL").click();
        assertThat(page.locator("#sql-lucky-runs tbody tr")).hasCount(5);

        page.evaluate("fetch('api/sql-lucky?chance=1', { method: 'POST' })");

        assertThat(page.locator("#sql-lucky-runs pre")
                        .filter(new Locator.FilterOptions().setHasText("message   | attempt | number"))
                        .first())
                .isVisible();
    }

    @Test
    void aWaitingConfirmationIsCancelledByItsButton() {
        order("Doubtful", "doubtful@example.org", 600);

        orderOf("Doubtful").getByRole(AriaRole.BUTTON).click();

        assertThat(orderOf("Doubtful")).containsText("send-confirmation: cancelled");
        assertThat(orderOf("Doubtful")).containsText("cancelled on the page");
    }

    @Test
    void aFailedOrderLeavesNoTask() {
        page.getByLabel("Name").fill("Unpayable");
        button("Order, but fail").click();

        assertThat(page.locator("#order-message")).containsText("it does not exist");
        assertThat(orderOf("Unpayable")).hasCount(0);
    }

    @Test
    void aRefusedInputIsShownWithItsRule() {
        // past the browser's own checks, as a script could be
        page.evaluate("document.querySelector('#order-form').noValidate = true");
        page.getByLabel("Quantity").fill("0");
        button("Order").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("quantity must be greater than or equal to 1");
    }

    @Test
    void textFromTheServerIsNotMarkup() {
        order("<img src=x onerror=\"document.title='hacked'\">", "x@example.org", 0);

        assertThat(orderOf("<img src=x")).isVisible();
        Assertions.assertThat(page.locator("#orders img").count()).isZero();
        assertThat(page).not().hasTitle("hacked");
    }

    @Test
    void aKindIsPausedAndResumed() {
        page.getByLabel("Pause ship-order").click();
        assertThat(kind("ship-order")).containsText("paused");

        page.getByLabel("Resume ship-order").click();
        assertThat(kind("ship-order")).not().containsText("paused");
    }

    @Test
    void aRecurringTaskIsRunNowPausedAndResumed() {
        order("Recurring", "recurring@example.org", 0);
        Locator row = page.locator("#schedules tbody tr", new Page.LocatorOptions().setHasText("sales-figures"));
        assertThat(row).containsText("every PT30S");

        page.getByLabel("Run sales-figures now").click();
        assertThat(row).containsText("succeeded");
        assertThat(row).containsText(Pattern.compile("orders: \\d+, pieces: \\d+"));

        page.getByLabel("Pause schedule sales-figures").click();
        assertThat(row).containsText("paused");
        page.getByLabel("Resume schedule sales-figures").click();
        assertThat(row).not().containsText("paused");
    }

    @Test
    void processingIsStoppedAndStarted() {
        button("Stop processing").click();
        assertThat(page.locator("#processing-state")).hasText("Processing is stopped here.");

        button("Start processing").click();
        assertThat(page.locator("#processing-state")).hasText("Processing runs on this instance.");
    }

    @Test
    void aServerThatIsAwayIsReported() {
        page.route("**/api/**", route -> route.abort());

        assertThat(page.locator("#connection")).containsText("Not up to date");
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        context.close();
        open(new Browser.NewContextOptions().setViewportSize(360, 740));
        order("Phone", "phone@example.org", 0);
        assertThat(orderOf("Phone")).isVisible();

        Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
    }

    @Test
    void aDarkSystemGetsADarkPage() {
        context.close();
        open(new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK));

        Assertions.assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(15, 19, 24)");
    }

    private void open(Browser.NewContextOptions options) {
        context = chromium.open(options);
        page = context.newPage();
        page.navigate("http://localhost:" + port + "/");
    }

    private void order(String customer, String email, int delaySeconds) {
        page.getByLabel("Name").fill(customer);
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Confirm after (seconds)").fill(Integer.toString(delaySeconds));
        button("Order").click();
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)))
                .first();
    }

    private Locator orderOf(String customer) {
        return page.locator("#orders tbody tr", new Page.LocatorOptions().setHasText(customer));
    }

    private Locator kind(String name) {
        return page.locator("#kinds tbody tr", new Page.LocatorOptions().setHasText(name));
    }
}
