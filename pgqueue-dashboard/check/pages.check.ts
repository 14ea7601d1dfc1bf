import { describe, expect, test } from "vitest";
import { violations } from "./axe";
import { hasChromium, inChromium } from "./chromium";

/** Each dialog that differs from the others: on which page, and its button. */
const DIALOGS: [string, string][] = [
  ["tasks/9007199254741395", "Enqueue again…"],
  ["tasks", "Delete…"],
  ["kinds/refund", "Limits…"],
];

/** Each page, with what is there once it has loaded. */
const PAGES: [string, string, string][] = [
  ["overview", "", "table"],
  ["tasks", "tasks", "table"],
  ["search", "tasks?errorText=refused", "text=Go on searching"],
  ["task", "tasks/9007199254741395", ".timeline"],
  ["kinds", "kinds", "table"],
  ["kind", "kinds/refund", ".chart canvas"],
  ["workers", "workers", "table"],
  ["schedules", "schedules", "table"],
  ["outbox", "outbox", "table"],
  ["health", "health", "table"],
  ["audit", "audit", "table"],
  ["nowhere", "nowhere", ".empty"],
];

describe.skipIf(!hasChromium)("each page", () => {
  const session = inChromium();

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      test(`dialogs are accessible in ${colorScheme} at ${width} px`, async () => {
        for (const [path, name] of DIALOGS) {
          const page = await session.open(path, { colorScheme, viewport: { width, height: 800 } });
          await page.getByRole("button", { name }).click();
          await page.getByRole("dialog").getByRole("button", { name: "Close" }).waitFor();
          expect(await violations(page), name).toEqual([]);
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        }
      });

      for (const [name, path, ready] of PAGES) {
        test(`${name} is accessible in ${colorScheme} at ${width} px, and nothing sticks out`, async () => {
          const page = await session.open(path, { colorScheme, viewport: { width, height: 800 } });
          await page.locator(ready).first().waitFor();
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
          expect(session.complaints).toEqual([]);
        });
      }
    }
  }
});
