import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { asked, mood } from "../mock/api";
import { violations } from "./axe";
import { hasChromium, inChromium } from "./chromium";

const USED_UP = "9007199254741395";

describe.skipIf(!hasChromium)("in the browser", () => {
  const session = inChromium();
  const said = (page: Page, text: string) => page.locator(".notice", { hasText: text }).waitFor();
  const count = (text: string) => asked.filter((one) => one.includes(text)).length;

  test("a filter goes into the address, and the address gives it back", async () => {
    const page = await session.open("tasks");
    await page.getByRole("combobox", { name: "Kind" }).selectOption("refund");
    await page.getByLabel("No attempts left").check();
    await page.getByLabel("External key").fill("order/2026/100005");
    await page.getByLabel("Payload contains").fill("order.id = 42");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.waitForURL(/payload=/);
    const url = new URL(page.url());
    expect(Object.fromEntries(url.searchParams)).toEqual({
      kind: "refund",
      status: "no_attempts_left",
      key: "order/2026/100005",
      payload: '{"order":{"id":42}}',
    });

    const colleague = await session.open(`tasks${url.search}`);
    expect(await colleague.getByLabel("External key").inputValue()).toBe("order/2026/100005");
    expect(await colleague.getByLabel("No attempts left").isChecked()).toBe(true);
    await page.goBack();
    await page.waitForURL((address) => !address.search.includes("payload"));
  });

  test("pages follow each other by their cursor, and Back goes back", async () => {
    const page = await session.open("tasks");
    const first = await page.locator("tbody th").first().textContent();
    await page.getByRole("link", { name: "Next page" }).click();
    await page.waitForURL(/cursor=50/);
    await page.waitForFunction((text) => document.querySelector("tbody th")?.textContent !== text, first);
    await page.getByRole("link", { name: "First page" }).click();
    await page.waitForURL((url) => !url.search.includes("cursor"));
  });

  test("a search that was cut short says how far it came, goes on when asked, and does not repeat itself", async () => {
    const page = await session.open("tasks?errorText=refused");
    await page.getByText("The search was cut short").waitFor();
    await page.getByRole("button", { name: "Go on searching" }).click();
    await said(page, "more found");
    expect(await page.locator("tbody tr").count()).toBeGreaterThan(3);
    expect(await page.getByText("The search was cut short").count()).toBe(0);
    expect(count("GET tasks?errorText=refused&limit=50")).toBe(2);
  });

  test("everything that matches is changed after a preview, with progress", async () => {
    const page = await session.open("tasks?status=no_attempts_left");
    await page.getByRole("button", { name: "Retry…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("66 tasks can be retried").waitFor();
    await dialog.getByLabel("Further attempts for each").fill("3");
    await dialog.getByRole("button", { name: "Retry 66 tasks" }).click();
    await dialog.getByText("66 tasks retried. Done.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await said(page, "66 tasks retried");
    expect(count("POST tasks/bulk")).toBe(7);
  });

  test("the preview counts what an action changes, not what matches", async () => {
    const page = await session.open("tasks");
    await page.getByRole("button", { name: "Retry…" }).click();
    await page.getByLabel("I mean every task of every kind").check();
    await page.getByRole("button", { name: "Retry 66 tasks" }).click();
    await page.getByText("66 tasks retried. Done.").waitFor();
  });

  test("what a dialog is refused is said in it, and it can be tried again", async () => {
    const page = await session.open(`tasks/${USED_UP}`);
    mood.refuses = "Its key has gone to a newer task.";
    await page.getByRole("button", { name: "Retry…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Further attempts").fill("4");
    await dialog.getByRole("button", { name: "Retry" }).click();
    expect(await dialog.getByRole("alert").textContent()).toBe(mood.refuses);
    expect(await dialog.getByLabel("Further attempts").inputValue()).toBe("4");
    expect(await violations(page)).toEqual([]);
    mood.refuses = "";
    await dialog.getByRole("button", { name: "Retry" }).click();
    await said(page, "can run again");
    expect(await page.getByRole("alert").textContent()).toBe("");
  });

  test("a preview that failed says why, and is counted again when asked", async () => {
    const page = await session.open("tasks?status=no_attempts_left");
    mood.refuses = "Two searches are under way already.";
    await page.getByRole("button", { name: "Retry…" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("alert").textContent()).toBe(mood.refuses);
    expect(await dialog.getByRole("button", { name: "Retry all of them" }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    mood.refuses = "";
    await dialog.getByRole("button", { name: "Count again" }).click();
    await dialog.getByText("66 tasks can be retried").waitFor();
    mood.refuses = "The database is away.";
    await dialog.getByRole("button", { name: "Retry 66 tasks" }).click();
    await dialog.getByText("0 tasks retried, then it failed.").waitFor();
    expect(await dialog.getByRole("alert").textContent()).toBe(mood.refuses);
  });

  test("following is paused and goes on, by keyboard", async () => {
    const page = await session.open("workers", undefined, (fresh) => fresh.clock.install());
    await page.locator("tbody tr").first().waitFor();
    const live = page.getByRole("button", { name: "Live" });
    expect(await live.getAttribute("aria-pressed")).toBe("true");
    await live.press("Enter");
    expect(await live.getAttribute("aria-pressed")).toBe("false");
    await page.getByText("Paused").waitFor();
    const before = count("GET workers");
    const beat = await page.locator("tbody time").first().textContent();
    await page.clock.runFor(30_000);
    expect(count("GET workers")).toBe(before);
    expect(await page.locator("tbody time").first().textContent()).toBe(beat);
    const answered = page.waitForResponse(/api\/workers/);
    await live.press("Space");
    await answered;
    expect(await live.getAttribute("aria-pressed")).toBe("true");
  });

  test("who is silent is the server's word, and a list of what runs that was cut says so", async () => {
    const page = await session.open("workers", undefined, async (fresh) => {
      await fresh.route("**/api/workers", async (route) => {
        const response = await route.fetch();
        const [first, ...others] = (await response.json()) as object[];
        await route.fulfill({ response, json: [{ ...first, silent: true, runningCut: true }, ...others] });
      });
    });
    await page.getByRole("heading", { name: "Running now (the first 9)" }).waitFor();
    await page.getByText("More tasks run than are listed here.").waitFor();
    expect(await page.getByText("Silent", { exact: true }).count()).toBe(1);
  });

  test("deleting everything wants a yes of its own", async () => {
    const page = await session.open("tasks?status=cancelled");
    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("button", { name: /Delete \d+ tasks/ }).click();
    expect(await page.locator("progress").count()).toBe(0);
    await page.getByLabel("I know that this cannot be undone").check();
    await page.getByRole("button", { name: /Delete \d+ tasks/ }).click();
    await page.getByText(/tasks deleted\. Done\./).waitFor();
  });

  test("a task is retried, cancelled and enqueued again with another payload", async () => {
    const page = await session.open(`tasks/${USED_UP}`);
    await page.getByRole("button", { name: "Retry…" }).click();
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await said(page, "can run again");
    await page.getByRole("button", { name: "Run now" }).click();
    await said(page, "can run at once");
    await page.getByRole("button", { name: "Cancel…" }).click();
    await page.getByLabel("Reason").fill("withdrawn");
    await page.getByRole("button", { name: "Cancel the task" }).click();
    await said(page, "is cancelled");
    await page.getByRole("button", { name: "Enqueue again…" }).click();
    await page.getByRole("textbox", { name: "Payload" }).fill("{broken");
    await page.getByText("The payload is no JSON.").waitFor();
    await page.getByRole("textbox", { name: "Payload" }).fill('{"orderId": 7}');
    await page.getByRole("button", { name: "Enqueue with this payload" }).click();
    await page.waitForURL(/tasks\/99007199254741395/);
    await page.locator("pre", { hasText: '"orderId": 7' }).waitFor();
  });

  test("hostile payloads, errors and logs stay text", async () => {
    const page = await session.open(`tasks/${USED_UP}`);
    await page.getByText("Stack trace of attempt 3").click();
    await page.locator("pre", { hasText: "onerror" }).first().waitFor();
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await page.title()).not.toContain("owned");
    expect(session.complaints).toEqual([]);
  });

  test("a kind is paused, and its worker count, limits and retention are set", async () => {
    const page = await session.open("kinds/refund");
    await page.getByRole("button", { name: "Pause refund" }).click();
    await said(page, "refund is paused");
    await page.getByRole("button", { name: "Resume refund" }).click();
    await said(page, "refund goes on");
    await page.getByRole("button", { name: "Worker count…" }).click();
    await page.getByLabel("Workers an instance").fill("3");
    await page.getByRole("button", { name: "Set" }).click();
    await page.getByText("3, set here").waitFor();
    await page.getByRole("button", { name: "Retention…" }).click();
    await page.getByLabel("Hours").fill("1.5");
    await page.getByRole("button", { name: "Set" }).click();
    await page.getByText("1 h 30 min, set here").waitFor();
    await page.getByRole("button", { name: "Limits…" }).click();
    await page.getByLabel("Most that start in a period", { exact: true }).fill("");
    await page.getByText("needs its period").waitFor();
    await page.getByLabel("… of so many milliseconds", { exact: true }).fill("");
    await page.getByLabel("Most that run at once", { exact: true }).fill("7");
    await page.getByRole("button", { name: "Set" }).click();
    await page.getByText("at most 7").waitFor();
  });

  test("a schedule is paused and run, an event is sent again and skipped", async () => {
    const page = await session.open("schedules");
    await page.getByRole("button", { name: "Pause stock-sync" }).click();
    await page.getByRole("button", { name: "Resume stock-sync" }).waitFor();
    await page.getByRole("button", { name: "Run now: stock-sync" }).click();
    await said(page, "A task of stock-sync was enqueued");
    await page.getByRole("link", { name: "Outbox" }).click();
    await page.locator(".facts", { hasText: "Oldest" }).getByText("1 min ago").waitFor();
    await page.getByRole("button", { name: "Send again: event 802" }).click();
    await said(page, "Event 802 is sent again");
    await page.getByRole("button", { name: "Skip…" }).first().click();
    await page.getByLabel("Reason").fill("a duplicate");
    await page.getByRole("button", { name: "Skip", exact: true }).click();
    await page.getByText("No event is blocked").waitFor();
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByText("a duplicate").waitFor();
  });

  test("who may only look sees why, and every button is off", async () => {
    mood.readOnly = true;
    const page = await session.open(`tasks/${USED_UP}`);
    await page.getByText("You lack the authority pgqueue:operate.").waitFor();
    await page.locator(".page-head button").first().waitFor();
    expect(await page.locator(".page-head button:enabled").count()).toBe(0);
    expect(await page.locator(".page-head button").first().getAttribute("aria-describedby")).toBe("read-only-reason");
  });

  test("while the server is gone the last data stays, and it comes back by itself", async () => {
    const page = await session.open("");
    await page.locator("tbody tr").first().waitFor();
    mood.down = true;
    await page.getByText("What you see is from").first().waitFor();
    expect(await page.locator("tbody tr").count()).toBe(50);
    await page.getByText("No answer").waitFor();
    await page.getByRole("button", { name: "Try now" }).first().click();
    mood.down = false;
    await page.getByText("What you see is from").first().waitFor({ state: "detached" });
  });

  test("a hidden tab asks nothing, and asks at once when it is seen again", async () => {
    const page = await session.open("", undefined, (fresh) => fresh.clock.install());
    await page.locator("tbody tr").first().waitFor();
    const look = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, value: ${hidden} });
        document.dispatchEvent(new Event("visibilitychange"))`);
    await page.waitForLoadState("networkidle");
    await look(true);
    const before = count("GET ");
    await page.clock.runFor(120_000);
    expect(count("GET ")).toBe(before);
    const answered = page.waitForResponse(/api\/overview/);
    await look(false);
    await answered;
  });

  test("where there is nothing, each page says what to do", async () => {
    mood.empty = true;
    const page = await session.open("");
    await page.getByText("All is well.").waitFor();
    await page.getByText("No kind is known yet.").waitFor();
    for (const [name, text] of [
      ["Tasks", "There are no tasks."],
      ["Workers", "No worker is alive"],
      ["Schedules", "There are no schedules."],
      ["Outbox", "The outbox is off"],
      ["Audit", "Nobody has changed anything yet."],
    ] as const) {
      await page.getByRole("link", { name, exact: true }).click();
      await page.getByText(text).waitFor();
    }
  });

  test("it works by keyboard: skip link, dialogs that keep and give back the focus, Escape", async () => {
    const page = await session.open(`tasks/${USED_UP}`);
    await page.locator(".page-head button").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.locator("main:focus").count()).toBe(1);
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").textContent()).toBe("Retry…");
    await page.keyboard.press("Enter");
    for (let at = 0; at < 9; at++) {
      await page.keyboard.press("Tab");
      expect(
        await page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')"),
      ).toBe(true);
    }
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await page.locator(":focus").textContent()).toBe("Retry…");
  });

  test("the theme that was chosen is kept", async () => {
    const page = await session.open("", { colorScheme: "light" });
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const light = await ground();
    await page.getByLabel("Theme").selectOption("dark");
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByLabel("Theme").waitFor();
    expect(await ground()).toBe(dark);
  });

  test("each page's links and reload work below a context path", async () => {
    const page = await session.open("kinds");
    await page.getByRole("link", { name: "refund", exact: true }).click();
    await page.waitForURL(/\/shop\/pgqueue\/kinds\/refund$/);
    await page.waitForFunction('document.title === "refund · Kinds · pgqueue"');
    await page.reload();
    await page.getByRole("heading", { name: "refund" }).waitFor();
    await page.getByRole("link", { name: "pgqueue" }).click();
    await page.waitForURL(/\/shop\/pgqueue\/$/);
  });
});
